using System.Runtime.CompilerServices;
using System.Text.Json;
using Workers.Hosting.Stores;
using Workers.Testing.Time;

namespace DispatchWorker.Tests.Support;

/// <summary>What a write into the vault comes to.</summary>
internal enum WriteFault
{
    /// <summary>It goes through.</summary>
    None,

    /// <summary>It fails, and nothing was written.</summary>
    NotWritten,

    /// <summary>It seems to fail, but was written.</summary>
    AnswerLost,
}

/// <summary>Watches the vault of every dispatcher of a test, and makes writes fail.</summary>
internal sealed class VaultWatch(TestClock clock)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Whether every call fails.</summary>
    public bool IsDown { get; set; }

    /// <summary>How many of the next writes fail.</summary>
    public int FailingWrites { get; set; }

    /// <summary>What becomes of a write, by its record; asked for each.</summary>
    public Func<RecordKey, WriteFault> Fault { get; set; } = _ => WriteFault.None;

    /// <summary>Every task token that was ever written.</summary>
    public IReadOnlyCollection<string> Tokens
    {
        get
        {
            lock (_gate)
            {
                return [.. _tokens];
            }
        }
    }

    /// <summary>Every id under which a hand-over was ever written.</summary>
    public IReadOnlyCollection<string> Ids
    {
        get
        {
            lock (_gate)
            {
                return [.. _ids];
            }
        }
    }

    /// <summary>Watches one dispatcher's store.</summary>
    public IRecordStore Over(IRecordStore store) => new Watched(store, this);

    private WriteFault Next(RecordKey key, ReadOnlyMemory<byte> value)
    {
        lock (_gate)
        {
            if (FailingWrites > 0)
            {
                FailingWrites--;
                return WriteFault.NotWritten;
            }

            if (key.Partition == "dispatch")
            {
                using var document = JsonDocument.Parse(value);
                _tokens.Add(document.RootElement.GetProperty("taskToken").GetString()!);
                _ids.Add(key.Id);
            }

            return Fault(key);
        }
    }

    // Time stands still meanwhile: a store's file and a store's network are no timers of the clock.
    private sealed class Watched(IRecordStore store, VaultWatch watch) : IRecordStore
    {
        public async Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken = default)
        {
            watch.ThrowIfDown();
            using var held = watch.Hold();
            return await store.GetAsync(key, cancellationToken);
        }

        public async Task<long?> TryPutAsync(
            RecordKey key,
            ReadOnlyMemory<byte> value,
            long expectedVersion,
            DateTimeOffset? expires = null,
            CancellationToken cancellationToken = default
        )
        {
            watch.ThrowIfDown();
            using var held = watch.Hold();
            var fault = watch.Next(key, value);
            if (fault is WriteFault.NotWritten)
            {
                throw new IOException("The store is not there.");
            }

            var version = await store.TryPutAsync(key, value, expectedVersion, expires, cancellationToken);
            return fault is WriteFault.AnswerLost ? throw new IOException("The store did not answer.") : version;
        }

        public async Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default)
        {
            watch.ThrowIfDown();
            using var held = watch.Hold();
            return await store.TryDeleteAsync(key, expectedVersion, cancellationToken);
        }

        public async IAsyncEnumerable<StoredRecord> ListAsync(
            string partition,
            string? after = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            watch.ThrowIfDown();
            List<StoredRecord> records;
            using (watch.Hold())
            {
                records = await store.ListAsync(partition, after, cancellationToken).ToListAsync(cancellationToken);
            }

            foreach (var record in records)
            {
                yield return record;
            }
        }
    }

    private void ThrowIfDown()
    {
        if (IsDown)
        {
            throw new IOException("The store is not there.");
        }
    }

    private IDisposable Hold() => clock.Enter("the vault");
}
