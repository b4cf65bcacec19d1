using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ApprovalWorker.Settings;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Stores;

namespace ApprovalWorker.Requests;

/// <summary>Requests and their inputs in the record store.</summary>
internal sealed partial class RequestStore(IRecordStore records, ApprovalSettings settings, ILogger<RequestStore> logger)
{
    private const string Requests = "approval";
    private const string Inputs = "approval-input";
    private readonly ConcurrentDictionary<string, bool> _unreadable = new();

    /// <summary>Writes the input of a request. The first one stays: it is what people were asked about.</summary>
    public async Task SaveInputAsync(
        string id,
        ReadOnlyMemory<byte> input,
        DateTimeOffset requestExpires,
        CancellationToken cancellationToken
    ) => await records.TryPutAsync(new RecordKey(Inputs, id), input, 0, requestExpires + settings.Retention, cancellationToken);

    /// <summary>Reads the input of a request.</summary>
    public async Task<ReadOnlyMemory<byte>?> GetInputAsync(string id, CancellationToken cancellationToken) =>
        (await records.GetAsync(new RecordKey(Inputs, id), cancellationToken))?.Value;

    /// <summary>Reads a request.</summary>
    public async Task<ApprovalRequest?> GetAsync(string id, CancellationToken cancellationToken) =>
        IsId(id) && await records.GetAsync(new RecordKey(Requests, id), cancellationToken) is { } record ? Read(record) : null;

    /// <summary>Reads all requests that are kept. One that cannot be read keeps no other from being listed; it is logged once.</summary>
    public async IAsyncEnumerable<ApprovalRequest> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in records.ListAsync(Requests, null, cancellationToken))
        {
            ApprovalRequest request;
            try
            {
                request = Read(record);
            }
            catch (JsonException)
            {
                if (_unreadable.TryAdd(record.Key.Id, true))
                {
                    LogUnreadable(record.Key.Id);
                }

                continue;
            }

            yield return request;
        }
    }

    /// <summary>Changes a request, or creates it, however many others do the same.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="change">
    /// Makes the new request out of the latest one (<see langword="null"/> when there is none), or returns <see langword="null"/> to leave it.
    /// It is called again when somebody else was faster.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The request as it is then, and whether this call wrote it.</returns>
    public async Task<(ApprovalRequest? Request, bool Changed)> UpdateAsync(
        string id,
        Func<ApprovalRequest?, ApprovalRequest?> change,
        CancellationToken cancellationToken
    )
    {
        var key = new RecordKey(Requests, id);
        while (true)
        {
            var record = await records.GetAsync(key, cancellationToken);
            var latest = record is null ? null : Read(record);
            if (change(latest) is not { } next)
            {
                return (latest, false);
            }

            var bytes = JsonSerializer.SerializeToUtf8Bytes(next, ApprovalJson.Default.ApprovalRequest);
            var expires = next.ExpiresAt + settings.Retention;
            if (await records.TryPutAsync(key, bytes, record?.Version ?? 0, expires, cancellationToken) is not null)
            {
                return (next, true);
            }
        }
    }

    // Ids come from URLs; anything else than our own alphabet is nobody's id.
    private static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(char.IsAsciiLetterOrDigit);

    private static ApprovalRequest Read(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Value.Span, ApprovalJson.Default.ApprovalRequest)
        ?? throw new JsonException($"The record of approval request {record.Key.Id} is null.");

    [LoggerMessage(
        LogLevel.Error,
        "Record {Id} of the approval requests cannot be read and is left out: it is not listed, does not expire, and its decision is not reported. "
            + "The worker that wrote it may have been of another version"
    )]
    private partial void LogUnreadable(string id);
}
