using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Workers.Hosting.Settings;

namespace Workers.Hosting.Stores;

/// <summary>Records in one table of a SQLite file, which several processes of a machine may share.</summary>
internal sealed class SqliteRecordStore(string path, TimeProvider time) : IRecordStore, IOpenedAtStart, IDisposable
{
    private const int PageSize = 100;
    private const int SweepSize = 1000;
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    // One connection: SQLite writes one at a time anyway, and a turn takes microseconds.
    private readonly SemaphoreSlim _turn = new(1);
    private SqliteConnection? _connection;
    private DateTimeOffset _nextSweep;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(static _ => true, cancellationToken);
        }
        catch (Exception exception)
            when (exception is SqliteException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new WorkerConfigurationException(
                SettingPath.Describe(
                    "Store:Path",
                    path,
                    $"cannot be used ({exception.Message.TrimEnd('.')}); name a file in a folder that the worker may write to"
                ),
                exception
            );
        }
    }

    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken = default)
    {
        RecordLimits.Check(key);
        return RunAsync(
            connection =>
            {
                using var command = Command(connection, SqliteText.Get, ("@partition", key.Partition), ("@id", key.Id), ("@now", Now()));
                using var reader = command.ExecuteReader();
                return reader.Read() ? Read(reader, key.Partition) : null;
            },
            cancellationToken
        );
    }

    public Task<long?> TryPutAsync(
        RecordKey key,
        ReadOnlyMemory<byte> value,
        long expectedVersion,
        DateTimeOffset? expires = null,
        CancellationToken cancellationToken = default
    )
    {
        RecordLimits.Check(key);
        RecordLimits.Check(value);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);
        var isNew = expectedVersion == 0;
        var version = isNew ? RecordLimits.FirstVersion() : expectedVersion + 1;
        return RunAsync(
            connection =>
            {
                Sweep(connection);
                using var command = Command(
                    connection,
                    isNew ? SqliteText.Insert : SqliteText.Update,
                    ("@partition", key.Partition),
                    ("@id", key.Id),
                    ("@value", value.ToArray()),
                    ("@version", version),
                    ("@expires", (object?)RecordLimits.ToSeconds(expires) ?? DBNull.Value),
                    ("@expected", expectedVersion),
                    ("@now", Now())
                );
                return command.ExecuteNonQuery() == 1 ? version : (long?)null;
            },
            cancellationToken
        );
    }

    public Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        RecordLimits.Check(key);
        return RunAsync(
            connection =>
            {
                using var delete = Command(
                    connection,
                    SqliteText.Delete,
                    ("@partition", key.Partition),
                    ("@id", key.Id),
                    ("@expected", (object?)expectedVersion ?? DBNull.Value),
                    ("@now", Now())
                );

                // One statement decides and tells: 1 when a version stands there that was not expected.
                return (long)delete.ExecuteScalar()! == 0;
            },
            cancellationToken
        );
    }

    public async IAsyncEnumerable<StoredRecord> ListAsync(
        string partition,
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        RecordLimits.CheckPartition(partition);
        while (true)
        {
            var from = after;
            var page = await RunAsync(connection => Page(connection, partition, from), cancellationToken);
            foreach (var record in page)
            {
                yield return record;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = page[^1].Key.Id;
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _turn.Dispose();
    }

    private List<StoredRecord> Page(SqliteConnection connection, string partition, string? after)
    {
        using var command = Command(
            connection,
            SqliteText.List,
            ("@partition", partition),
            ("@after", after ?? ""),
            ("@now", Now()),
            ("@limit", PageSize)
        );
        using var reader = command.ExecuteReader();
        var page = new List<StoredRecord>();
        while (reader.Read())
        {
            page.Add(Read(reader, partition));
        }

        return page;
    }

    private static StoredRecord Read(SqliteDataReader reader, string partition) =>
        new(
            new RecordKey(partition, reader.GetString(0)),
            reader.GetFieldValue<byte[]>(1),
            reader.GetInt64(2),
            reader.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(3))
        );

    private static SqliteCommand Command(
        SqliteConnection connection,
        string text,
        params ReadOnlySpan<(string Name, object Value)> parameters
    )
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();

    // Expired records are invisible at once; they are removed with a later write, a share at a time, so that nothing needs to run for it.
    private void Sweep(SqliteConnection connection)
    {
        var now = time.GetUtcNow();
        if (now < _nextSweep)
        {
            return;
        }

        _nextSweep = now + SweepInterval;
        using var command = Command(connection, SqliteText.Sweep, ("@now", Now()), ("@limit", SweepSize));
        command.ExecuteNonQuery();
    }

    private async Task<T> RunAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // On a thread of its own turn: SQLite blocks while another process writes.
            return await Task.Run(() => work(_connection ??= SqliteFile.Open(path)), CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
    }
}
