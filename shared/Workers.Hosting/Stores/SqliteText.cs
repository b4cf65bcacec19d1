namespace Workers.Hosting.Stores;

/// <summary>The statements of the SQLite store. A record whose <c>expires</c> has come counts as absent in each of them.</summary>
internal static class SqliteText
{
    // A write-ahead log lets readers and a writer of several processes work side by side; FULL keeps what was written through a power cut;
    // temporary data stays in memory, so that nothing but the database's folder is written to.
    public static readonly string[] Open =
    [
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA temp_store = MEMORY",
        """
            CREATE TABLE IF NOT EXISTS records (
              partition TEXT NOT NULL,
              id TEXT NOT NULL,
              value BLOB NOT NULL,
              version INTEGER NOT NULL,
              expires INTEGER,
              PRIMARY KEY (partition, id)
            )
            """,
        "CREATE INDEX IF NOT EXISTS records_by_expiry ON records (expires) WHERE expires IS NOT NULL",
    ];

    public const string Get = """
        SELECT id, value, version, expires FROM records
        WHERE partition = @partition AND id = @id AND (expires IS NULL OR expires > @now)
        """;

    public const string List = """
        SELECT id, value, version, expires FROM records
        WHERE partition = @partition AND id > @after AND (expires IS NULL OR expires > @now)
        ORDER BY id LIMIT @limit
        """;

    public const string Insert = """
        INSERT INTO records (partition, id, value, version, expires) VALUES (@partition, @id, @value, @version, @expires)
        ON CONFLICT (partition, id) DO UPDATE SET value = excluded.value, version = excluded.version, expires = excluded.expires
        WHERE records.expires <= @now
        """;

    public const string Update = """
        UPDATE records SET value = @value, version = @version, expires = @expires
        WHERE partition = @partition AND id = @id AND version = @expected AND (expires IS NULL OR expires > @now)
        """;

    public const string Delete = """
        DELETE FROM records
        WHERE partition = @partition AND id = @id AND (@expected IS NULL OR version = @expected OR expires <= @now);
        SELECT COUNT(*) FROM records
        WHERE partition = @partition AND id = @id AND @expected IS NOT NULL AND version <> @expected AND (expires IS NULL OR expires > @now)
        """;

    public const string Sweep = """
        DELETE FROM records WHERE rowid IN (SELECT rowid FROM records WHERE expires <= @now LIMIT @limit)
        """;
}
