namespace Workers.Hosting.Stores;

/// <summary>
/// A small store of records with conditional writes and expiry: what checkpoints, approvals and the token vault rest on. SQLite on one
/// machine, DynamoDB in AWS.
/// </summary>
public interface IRecordStore
{
    /// <summary>Reads a record.</summary>
    /// <returns>The record, or <see langword="null"/> when there is none or it has expired.</returns>
    Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken = default);

    /// <summary>Writes a record if nobody else has written it since it was read.</summary>
    /// <param name="key">Which record.</param>
    /// <param name="value">Its new content, at most 350,000 bytes (DynamoDB's limit for an item is 400 KB).</param>
    /// <param name="expectedVersion">The version that was read; 0 for a record that does not exist (or has expired).</param>
    /// <param name="expires">When it is to vanish, in whole seconds (a fraction is rounded up); <see langword="null"/> for never.</param>
    /// <param name="cancellationToken">Gives up. The record may have been written nonetheless.</param>
    /// <returns>The record's new version, or <see langword="null"/> when somebody else was faster.</returns>
    /// <exception cref="ArgumentException">The value is too large.</exception>
    Task<long?> TryPutAsync(
        RecordKey key,
        ReadOnlyMemory<byte> value,
        long expectedVersion,
        DateTimeOffset? expires = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Deletes a record.</summary>
    /// <param name="key">Which record.</param>
    /// <param name="expectedVersion">The version that was read; <see langword="null"/> for whatever there is.</param>
    /// <param name="cancellationToken">Gives up. The record may have been deleted nonetheless.</param>
    /// <returns>Whether it is gone: <see langword="false"/> only when another version stands there.</returns>
    Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default);

    /// <summary>Lists the records of a partition that have not expired, ordered by id (by its bytes in UTF-8).</summary>
    /// <param name="partition">Which partition.</param>
    /// <param name="after">Only ids after this one; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    IAsyncEnumerable<StoredRecord> ListAsync(string partition, string? after = null, CancellationToken cancellationToken = default);
}

/// <summary>Names a record.</summary>
/// <param name="Partition">
/// What kind of record, for example <c>approval</c>; records are listed by partition. At most 2,048 bytes of UTF-8.
/// </param>
/// <param name="Id">Which one, unique within its partition; at most 1,024 bytes of UTF-8.</param>
public readonly record struct RecordKey(string Partition, string Id);

/// <summary>A record as it was read.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">Its content.</param>
/// <param name="Version">
/// Grows by one with each write; needed to write it again. It starts anywhere above 0: a record that was deleted and created again does not
/// take a version that was read before.
/// </param>
/// <param name="Expires">When it vanishes; <see langword="null"/> for never.</param>
public sealed record StoredRecord(RecordKey Key, ReadOnlyMemory<byte> Value, long Version, DateTimeOffset? Expires);
