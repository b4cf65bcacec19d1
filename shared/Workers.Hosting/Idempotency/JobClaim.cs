using Workers.Hosting.Stores;

namespace Workers.Hosting.Idempotency;

/// <summary>
/// One attempt's hold on the record of its job. Each write names the version that this attempt wrote last, so that an attempt whose record was
/// taken over cannot write any more: it learns that it has been superseded.
/// </summary>
internal sealed class JobClaim(IRecordStore store, RecordKey key, string owner, string input, TimeSpan hold, TimeProvider time)
{
    private long _version;

    /// <summary>How long the record keeps others from the job after its last renewal.</summary>
    public TimeSpan Hold { get; } = hold;

    public string Input { get; } = input;

    /// <summary>Takes the job, unless a record of it stands there.</summary>
    /// <returns>What stands there and when it expires, or <see langword="null"/> when the job was taken.</returns>
    public async Task<(IdempotencyRecord Record, StoredRecord Stored)?> TryTakeAsync(CancellationToken cancellationToken)
    {
        if (await TryPutAsync(InProgress(), 0, time.GetUtcNow() + Hold, cancellationToken))
        {
            return null;
        }

        if (await store.GetAsync(key, cancellationToken) is not { } found)
        {
            // Gone in between: the next turn takes it.
            return await TryTakeAsync(cancellationToken);
        }

        var record = IdempotencyRecord.Read(found.Value);
        if (record.State is IdempotencyState.InProgress && record.Owner == owner)
        {
            // An earlier turn had gone through, and only its answer was lost.
            _version = found.Version;
            return null;
        }

        return (record, found);
    }

    /// <summary>Takes the job in place of a record that is known and no longer counts.</summary>
    /// <returns>Whether nobody else was faster.</returns>
    public Task<bool> TryReplaceAsync(StoredRecord stored, CancellationToken cancellationToken) =>
        TryPutAsync(InProgress(), stored.Version, time.GetUtcNow() + Hold, cancellationToken);

    /// <summary>Keeps the job for another while.</summary>
    /// <returns><see langword="false"/> when another attempt has taken it over.</returns>
    public Task<bool> TryRenewAsync(CancellationToken cancellationToken) =>
        TryWriteAsync(InProgress(), time.GetUtcNow() + Hold, cancellationToken);

    /// <summary>Stores how the job ended.</summary>
    /// <returns><inheritdoc cref="TryRenewAsync" path="/returns"/></returns>
    public Task<bool> TryFinishAsync(
        IdempotencyState state,
        ReadOnlyMemory<byte> output,
        string? token,
        TimeSpan expiry,
        CancellationToken cancellationToken
    ) =>
        TryWriteAsync(
            new IdempotencyRecord(state, owner, Input, time.GetUtcNow()) { Output = output, Token = token },
            time.GetUtcNow() + expiry,
            cancellationToken
        );

    /// <summary>Lets the job go, so that another attempt need not wait.</summary>
    /// <returns><inheritdoc cref="TryRenewAsync" path="/returns"/></returns>
    public async Task<bool> TryReleaseAsync(CancellationToken cancellationToken)
    {
        if (await store.TryDeleteAsync(key, _version, cancellationToken))
        {
            return true;
        }

        var found = await store.GetAsync(key, cancellationToken);
        return found is null || (IsOwn(found) && await store.TryDeleteAsync(key, found.Version, cancellationToken));
    }

    private async Task<bool> TryWriteAsync(IdempotencyRecord record, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        if (await TryPutAsync(record, _version, expires, cancellationToken))
        {
            return true;
        }

        // Nothing there: it has expired, and nobody wanted it. Its own: an earlier write whose answer was lost.
        var found = await store.GetAsync(key, cancellationToken);
        return (found is null || IsOwn(found)) && await TryPutAsync(record, found?.Version ?? 0, expires, cancellationToken);
    }

    private async Task<bool> TryPutAsync(
        IdempotencyRecord record,
        long expected,
        DateTimeOffset expires,
        CancellationToken cancellationToken
    )
    {
        if (await store.TryPutAsync(key, record.Write(), expected, expires, cancellationToken) is not { } version)
        {
            return false;
        }

        _version = version;
        return true;
    }

    private IdempotencyRecord InProgress() => new(IdempotencyState.InProgress, owner, Input, time.GetUtcNow());

    private bool IsOwn(StoredRecord found) => IdempotencyRecord.Read(found.Value).Owner == owner;
}
