using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Jobs;
using Workers.Hosting.Settings;

namespace Workers.Hosting.Payloads;

/// <summary>Puts references in the place of large outputs, and payloads in the place of an input's references.</summary>
internal sealed partial class ClaimCheck(PayloadCalls payloads, WorkerSettings settings, ILogger<ClaimCheck> logger)
{
    private readonly PayloadOptions _options = settings.Payloads!;
    private readonly string _kind = settings.Payloads!.Kind?.ToString() ?? "Own";
    private readonly string? _bucket = settings.Payloads!.Kind is PayloadStoreKind.S3 ? settings.Payloads!.Bucket : null;

    /// <summary>
    /// Puts its payload in the place of each reference into this worker's store; any other is input like any other. Waits for a store that does
    /// not answer.
    /// </summary>
    /// <param name="json">The text with the references.</param>
    /// <param name="context">The job. The waiting ends when its lease is lost.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <param name="cancellationToken">Ends the waiting, too.</param>
    /// <exception cref="JobFailedException">A payload is missing, is not what the reference tells, or the store refuses to be read.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public async Task<ReadOnlyMemory<byte>> ResolveAsync(
        ReadOnlyMemory<byte> json,
        JobContext context,
        CancellationToken stop,
        CancellationToken cancellationToken
    )
    {
        var references = PayloadReference.FindAll(json.Span);
        if (references.RemoveAll(found => !IsOurs(found.Reference)) is > 0 and var foreign)
        {
            LogForeign(context.SourceName, context.JobId, foreign);
        }

        if (references.Count == 0)
        {
            return json;
        }

        var total = references.Sum(found => found.Reference.Bytes);
        if (total > _options.MaxBytes)
        {
            throw new JobFailedException(
                WorkerErrors.PayloadTooLarge,
                $"The input refers to payloads of {total} bytes in all; Payloads:MaxBytes allows {_options.MaxBytes}."
            );
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        var contents = new Dictionary<PayloadReference, ReadOnlyMemory<byte>>();
        foreach (var reference in references.Select(found => found.Reference))
        {
            if (!contents.ContainsKey(reference))
            {
                contents[reference] = await ReadAsync(reference, context, end.Token);
            }
        }

        return Put(json, references, contents);
    }

    /// <summary>Hands a large output on by reference. Waits for a store that does not answer.</summary>
    /// <param name="outcome">How the job ended.</param>
    /// <param name="context">The job. The waiting ends when its lease is lost.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="JobFailedException">The store refuses to be written to.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public async Task<JobOutcome> OffloadAsync(JobOutcome outcome, JobContext context, CancellationToken cancellationToken)
    {
        if (outcome.Kind is not JobOutcomeKind.Succeeded || outcome.Output.Length <= _options.ThresholdBytes)
        {
            return outcome;
        }

        if (outcome.Output.Length > _options.MaxBytes)
        {
            return JobOutcome.Failed(
                WorkerErrors.OutputTooLarge,
                $"The output has {outcome.Output.Length} bytes in UTF-8; Payloads:MaxBytes allows {_options.MaxBytes}."
            );
        }

        var hash = HashOf(outcome.Output);
        var reference = new PayloadReference(_kind, _bucket, $"{_options.Prefix}/{JobOf(context)}/{hash}", outcome.Output.Length, hash);
        await payloads.WriteAsync(reference.Key, outcome.Output, context, cancellationToken);
        context.Lease?.Source.PayloadMoved("write");
        LogWritten(context.SourceName, context.JobId, reference.Bytes, reference.Key);
        return JobOutcome.Succeeded(reference.Write());
    }

    // A payload belongs to one visit of a state in one execution, and is named by what is in it: attempts can only write the same over it.
    private static string JobOf(JobContext context) =>
        context.Envelope.IdempotencyKey
        ?? (context.MessageId is { } message ? HashOf(Encoding.UTF8.GetBytes(message)) : Guid.NewGuid().ToString("N"));

    private static string HashOf(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));

    // Whoever can write an input must not be able to read anything by it: only this store, only below the prefix, and only what is known already
    // by its hash.
    private bool IsOurs(PayloadReference reference) =>
        reference.Kind == _kind
        && reference.Bucket == _bucket
        && reference.Key.StartsWith(_options.Prefix + "/", StringComparison.Ordinal)
        && PayloadKey.IsKey(reference.Key);

    private async Task<ReadOnlyMemory<byte>> ReadAsync(PayloadReference reference, JobContext context, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? found;
        try
        {
            found = await payloads.ReadAsync(reference.Key, context, cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            throw Corrupt(reference, exception.Message);
        }

        if (found is not { } payload)
        {
            throw new JobFailedException(
                WorkerErrors.PayloadMissing,
                $"Payload '{reference.Key}' is not in the store: it has expired, or was removed. Keep payloads for longer than executions run."
            );
        }

        if (payload.Length != reference.Bytes)
        {
            throw Corrupt(reference, $"it has {payload.Length} bytes instead of {reference.Bytes}");
        }

        if (HashOf(payload) != reference.Sha256)
        {
            throw Corrupt(reference, "its SHA-256 is another one");
        }

        if (!IsJson(payload))
        {
            throw Corrupt(reference, "it is not one JSON value");
        }

        context.Lease?.Source.PayloadMoved("read");
        return payload;
    }

    private static JobFailedException Corrupt(PayloadReference reference, string why) =>
        new(WorkerErrors.PayloadCorrupt, $"Payload '{reference.Key}' is not what its reference tells: {why.TrimEnd('.')}.");

    // It is put into the middle of a text, where anything else could change what stands around it.
    private static bool IsJson(ReadOnlyMemory<byte> payload)
    {
        var reader = new Utf8JsonReader(payload.Span);
        try
        {
            while (reader.Read()) { }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ReadOnlyMemory<byte> Put(
        ReadOnlyMemory<byte> json,
        List<(int Start, int End, PayloadReference Reference)> references,
        Dictionary<PayloadReference, ReadOnlyMemory<byte>> payloads
    )
    {
        if (references is [var only] && only.End - only.Start == json.Length)
        {
            return payloads[only.Reference];
        }

        var length = json.Length + references.Sum(found => payloads[found.Reference].Length - (found.End - found.Start));
        var whole = new byte[length];
        var at = 0;
        var from = 0;
        foreach (var (start, end, reference) in references)
        {
            Append(json[from..start]);
            Append(payloads[reference]);
            from = end;
        }

        Append(json[from..]);
        return whole;

        void Append(ReadOnlyMemory<byte> part)
        {
            part.CopyTo(whole.AsMemory(at));
            at += part.Length;
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Source}: {Count} payload references in the input of job {JobId} do not point into this worker's store and are left as they are"
    )]
    private partial void LogForeign(string source, string jobId, int count);

    [LoggerMessage(LogLevel.Debug, "{Source}: the output of job {JobId} ({Bytes} bytes) went to the payload store as {Key}")]
    private partial void LogWritten(string source, string jobId, long bytes, string key);
}
