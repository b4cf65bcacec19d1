using Microsoft.Data.Sqlite;

namespace LocalFleet.Claims;

/// <summary>Makes the database of flights that a worker looks claims up in.</summary>
internal static class FlightDatabaseFile
{
    /// <summary>Writes the flights of these claims, each once, without those that are not on record.</summary>
    /// <param name="path">The file, which must not exist.</param>
    /// <param name="claims">The claims.</param>
    public static void Write(string path, IReadOnlyList<Claim> claims)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var table = connection.CreateCommand();
        table.CommandText = """
            CREATE TABLE flights (
              date TEXT NOT NULL,
              origin TEXT NOT NULL,
              destination TEXT NOT NULL,
              delay INTEGER NOT NULL,
              distance INTEGER NOT NULL,
              PRIMARY KEY (date, origin, destination)
            ) WITHOUT ROWID
            """;
        table.ExecuteNonQuery();

        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT OR IGNORE INTO flights VALUES ($date, $origin, $destination, $delay, $distance)";
        foreach (var claim in claims.Where(claim => !claim.NotOnRecord))
        {
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("$date", claim.Date);
            insert.Parameters.AddWithValue("$origin", claim.Origin);
            insert.Parameters.AddWithValue("$destination", claim.Destination);
            insert.Parameters.AddWithValue("$delay", claim.Delay);
            insert.Parameters.AddWithValue("$distance", claim.Distance);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
