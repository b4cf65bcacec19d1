using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DispatchWorker.Settings;
using Workers.Hosting.Stores;

namespace DispatchWorker.Vault;

/// <summary>A hand-over as it was read.</summary>
/// <param name="Handover">The hand-over.</param>
/// <param name="Version">Its version, for writing it again.</param>
internal readonly record struct StoredHandover(Handover Handover, long Version);

/// <summary>
/// Keeps task tokens under opaque ids, with everything that is needed to go on after a crash. Input and output are records of their own:
/// both together may exceed what one record holds.
/// </summary>
internal sealed class TokenVault(IRecordStore store, DispatchSettings settings)
{
    private const string Handovers = "dispatch";
    private const string Inputs = "dispatch-input";
    private const string Outputs = "dispatch-output";
    private const string Jobs = "dispatch-job";

    // Writers of one hand-over are few: the pump of each worker, and the callbacks of one processor.
    private const int WriteAttempts = 20;

    /// <summary>Makes an opaque id of 128 random bits.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Whether a text can be an id at all.</summary>
    public static bool IsId(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>
    /// Keeps a new hand-over. When this returns, a crash cannot lose its token any more. It may be called again after an exception: a hand-over
    /// that was written nonetheless stays as it is.
    /// </summary>
    public async Task AddAsync(Handover handover, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        // What leads to the hand-over comes first: once it is there itself, any dispatcher may go on with it.
        await PutBlobAsync(Inputs, handover, input, cancellationToken);
        await PointAsync(handover, cancellationToken);
        if (
            !await TryWriteAsync(handover, 0, cancellationToken)
            && (await FindAsync(handover.Id, cancellationToken))?.Handover.TaskToken != handover.TaskToken
        )
        {
            throw new InvalidOperationException($"Id {handover.Id} is taken, which 128 random bits rule out: the random source is broken.");
        }
    }

    /// <summary>Puts a new token in the place of one that is dead, and the input with it.</summary>
    /// <returns>Whether it was done: not when somebody else wrote the hand-over meanwhile.</returns>
    public async Task<bool> ReplaceAsync(Handover handover, long version, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        // All that belongs to the hand-over is kept as long as it is: its deadline is a new one.
        await PutBlobAsync(Inputs, handover, input, cancellationToken);
        await PointAsync(handover, cancellationToken);
        if (handover.Outcome is { Succeeded: true } outcome && await OutputAsync(handover, cancellationToken) is { } output)
        {
            await KeepOutputAsync(handover, outcome.Digest, output, cancellationToken);
        }

        return await TryWriteAsync(handover, version, cancellationToken);
    }

    /// <summary>Reads a hand-over.</summary>
    public async Task<StoredHandover?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.GetAsync(KeyOf(id), cancellationToken) is { } record ? new StoredHandover(Read(record), record.Version) : null;

    /// <summary>Reads the hand-over of a job, of whichever attempt.</summary>
    public async Task<StoredHandover?> FindByJobAsync(string activity, string jobKey, CancellationToken cancellationToken) =>
        await store.GetAsync(JobKeyOf(activity, jobKey), cancellationToken) is { } pointer
            ? await FindAsync(Encoding.UTF8.GetString(pointer.Value.Span), cancellationToken)
            : null;

    /// <summary>Reads a hand-over's input.</summary>
    public Task<ReadOnlyMemory<byte>?> InputAsync(Handover handover, CancellationToken cancellationToken) =>
        GetBlobAsync(Inputs, handover, cancellationToken);

    /// <summary>Reads the output of a success.</summary>
    public Task<ReadOnlyMemory<byte>?> OutputAsync(Handover handover, CancellationToken cancellationToken) =>
        GetBlobAsync(Outputs, handover, cancellationToken);

    /// <summary>Keeps an output, before the outcome that refers to it by its digest.</summary>
    public Task KeepOutputAsync(Handover handover, string digest, ReadOnlyMemory<byte> output, CancellationToken cancellationToken) =>
        PutAsync(new RecordKey(Outputs, $"{handover.Id}.{digest}"), output, ExpiryOf(handover), cancellationToken);

    /// <summary>Writes a hand-over as it was read, changed.</summary>
    /// <returns>Whether it was done: not when somebody else was faster.</returns>
    public async Task<bool> TryWriteAsync(Handover handover, long version, CancellationToken cancellationToken) =>
        await store.TryPutAsync(KeyOf(handover.Id), Write(handover), version, ExpiryOf(handover), cancellationToken) is not null;

    /// <summary>Changes a hand-over, whoever else writes it meanwhile.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="change">Makes the new from the present one; <see langword="null"/> to leave it. May be called more than once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What stands now; <see langword="null"/> when there is none.</returns>
    public async Task<Handover?> ChangeAsync(string id, Func<Handover, Handover?> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= WriteAttempts; attempt++)
        {
            if (await FindAsync(id, cancellationToken) is not { } stored)
            {
                return null;
            }

            if (change(stored.Handover) is not { } changed)
            {
                return stored.Handover;
            }

            if (await TryWriteAsync(changed, stored.Version, cancellationToken))
            {
                return changed;
            }
        }

        throw new InvalidOperationException($"Hand-over {id} is written by so many at once that {WriteAttempts} attempts were in vain.");
    }

    /// <summary>Lists every hand-over.</summary>
    /// <param name="unreadable">Told about each record that cannot be read: it must not keep the others from being listed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<Handover> ListAsync(
        Action<string, JsonException> unreadable,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var record in store.ListAsync(Handovers, null, cancellationToken))
        {
            Handover handover;
            try
            {
                handover = Read(record);
            }
            catch (JsonException exception)
            {
                unreadable(record.Key.Id, exception);
                continue;
            }

            yield return handover;
        }
    }

    private static RecordKey KeyOf(string id) => new(Handovers, id);

    private static RecordKey JobKeyOf(string activity, string jobKey) => new(Jobs, $"{activity}/{jobKey}");

    private static byte[] Write(Handover handover) => JsonSerializer.SerializeToUtf8Bytes(handover, HandoverJson.Default.Handover);

    private static Handover Read(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Value.Span, HandoverJson.Default.Handover)
        ?? throw new JsonException($"The vault's record {record.Key.Id} is null.");

    private DateTimeOffset ExpiryOf(Handover handover) => handover.Deadline + settings.Callbacks.Retention;

    private Task PutBlobAsync(string partition, Handover handover, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        PutAsync(new RecordKey(partition, handover.Id), value, ExpiryOf(handover), cancellationToken);

    private async Task<ReadOnlyMemory<byte>?> GetBlobAsync(string partition, Handover handover, CancellationToken cancellationToken)
    {
        var id = partition == Outputs ? $"{handover.Id}.{handover.Outcome?.Digest}" : handover.Id;
        return (await store.GetAsync(new RecordKey(partition, id), cancellationToken))?.Value;
    }

    private Task PointAsync(Handover handover, CancellationToken cancellationToken) =>
        handover.JobKey is { } key
            ? PutAsync(JobKeyOf(handover.Activity, key), Encoding.UTF8.GetBytes(handover.Id), ExpiryOf(handover), cancellationToken)
            : Task.CompletedTask;

    private async Task PutAsync(RecordKey key, ReadOnlyMemory<byte> value, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= WriteAttempts; attempt++)
        {
            var version = (await store.GetAsync(key, cancellationToken))?.Version ?? 0;
            if (await store.TryPutAsync(key, value, version, expires, cancellationToken) is not null)
            {
                return;
            }
        }

        throw new InvalidOperationException($"Record {key.Id} of {key.Partition} cannot be written: others are always faster.");
    }
}
