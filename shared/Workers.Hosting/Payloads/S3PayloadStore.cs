using System.Net;
using System.Runtime.InteropServices;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Settings;
using Workers.Hosting.Stores;

namespace Workers.Hosting.Payloads;

/// <summary>
/// Payloads as objects of one bucket, encrypted as the bucket says. All are below the prefix, which the worker's role and the bucket's lifecycle rule go
/// by: a key that is not gets it.
/// </summary>
internal sealed partial class S3PayloadStore(
    IAmazonS3 client,
    string bucket,
    string prefix,
    int maxBytes,
    TimeProvider time,
    ILogger logger
) : IPayloadStore, IOpenedAtStart, IDisposable
{
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (await StartProbe.AskAsync(ProbeAsync, time, cancellationToken) is { } reason)
        {
            LogOutOfReach(bucket, reason);
        }
    }

    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string key, CancellationToken cancellationToken = default)
    {
        PayloadKey.Check(key);
        try
        {
            using var response = await client.GetObjectAsync(
                new GetObjectRequest { BucketName = bucket, Key = ObjectKey(key) },
                cancellationToken
            );
            if (response.ContentLength > maxBytes)
            {
                throw new InvalidDataException(
                    $"Payload '{key}' has {response.ContentLength} bytes, more than Payloads:MaxBytes ({maxBytes})."
                );
            }

            var bytes = new byte[response.ContentLength];
            await response.ResponseStream.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode is HttpStatusCode.NotFound && exception.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
    }

    public async Task WriteAsync(string key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        PayloadKey.Check(key);
        if (payload.Length > maxBytes)
        {
            throw new ArgumentException(
                $"The payload has {payload.Length} bytes, more than Payloads:MaxBytes ({maxBytes}).",
                nameof(payload)
            );
        }

        var array = MemoryMarshal.TryGetArray(payload, out var segment) ? segment : payload.ToArray();
        using var stream = new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
        await client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = bucket,
                Key = ObjectKey(key),
                InputStream = stream,
                ContentType = "application/json",
                AutoCloseStream = false,
            },
            cancellationToken
        );
    }

    public void Dispose() => client.Dispose();

    private string ObjectKey(string key) => key.StartsWith(prefix + "/", StringComparison.Ordinal) ? key : $"{prefix}/{key}";

    // What every job needs, and nothing more: no permission is asked for that the store itself does without.
    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync($"{prefix}/start-probe", cancellationToken);
        }
        catch (AmazonS3Exception exception) when (Remedy(exception) is { } remedy)
        {
            throw new WorkerConfigurationException(
                SettingPath.Describe("Payloads:Bucket", bucket, $"cannot be used ({exception.Message.TrimEnd('.')}); {remedy}"),
                exception
            );
        }
    }

    private static string? Remedy(AmazonS3Exception exception) =>
        exception switch
        {
            { ErrorCode: "NoSuchBucket" } => "create the bucket, or name one of this account",
            { ErrorCode: "InvalidBucketName" } => "give the bucket's name alone, neither an ARN nor a URL",
            { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect }
            or { ErrorCode: "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" } =>
                "name a bucket of the worker's region",
            { ErrorCode: "AccessDenied" } =>
                "allow the worker's role s3:GetObject and s3:PutObject on its objects and s3:ListBucket on it, without which a missing payload "
                    + "cannot be told from a forbidden one",
            _ => null,
        };

    [LoggerMessage(LogLevel.Warning, "The payload store's bucket {Bucket} cannot be reached yet: {Reason}")]
    private partial void LogOutOfReach(string bucket, string reason);
}
