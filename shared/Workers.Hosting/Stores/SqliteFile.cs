using Microsoft.Data.Sqlite;

namespace Workers.Hosting.Stores;

/// <summary>Opens the database's file, and makes it what the store needs.</summary>
internal static class SqliteFile
{
    // How long a turn waits for another process's before it fails.
    private const int BusySeconds = 10;

    public static SqliteConnection Open(string path)
    {
        var file = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                DefaultTimeout = BusySeconds,
                Pooling = false,
            }.ToString()
        );
        try
        {
            connection.Open();
            foreach (var text in SqliteText.Open)
            {
                // One by one: errors behind a statement that answers with a row would be swallowed.
                using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants.
                command.CommandText = text;
#pragma warning restore CA2100
                command.ExecuteNonQuery();
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
