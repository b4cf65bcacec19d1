using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Workers.Hosting;

namespace ActivityWorker.Records;

/// <summary>The flights on record: a SQLite database with a table <c>flights (date, origin, destination, delay, distance)</c>, only read here.</summary>
internal sealed class FlightDatabase : IHostedService
{
    private const string Query = """
        SELECT delay, distance FROM flights WHERE date = $date AND origin = $origin AND destination = $destination LIMIT 1
        """;

    private readonly string? _path;
    private readonly string _connection;

    public FlightDatabase(IConfiguration configuration)
    {
        _path = configuration["Flights:Path"];
        _connection = new SqliteConnectionStringBuilder { DataSource = _path, Mode = SqliteOpenMode.ReadOnly }.ToString();
    }

    /// <summary>Makes sure at the start that there is a database.</summary>
    /// <exception cref="WorkerConfigurationException">The setting <c>Flights:Path</c> is missing, or names no database of flights.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            Find("", "", "");
            return Task.CompletedTask;
        }
        catch (SqliteException exception)
        {
            throw new WorkerConfigurationException(
                $"Flights:Path is {(string.IsNullOrEmpty(_path) ? "not set" : $"'{_path}', which cannot be used ({exception.Message})")}: it must "
                    + "name the SQLite database of the flights. Set it in appsettings.json or as the environment variable Flights__Path.",
                exception
            );
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The flight that departed then from there to there, or <see langword="null"/>.</summary>
    public FlightRecord? Find(string date, string origin, string destination)
    {
        using var connection = new SqliteConnection(_connection);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Query;
        command.Parameters.AddWithValue("$date", date);
        command.Parameters.AddWithValue("$origin", origin);
        command.Parameters.AddWithValue("$destination", destination);
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new FlightRecord
            {
                Date = date,
                Origin = origin,
                Destination = destination,
                Delay = reader.GetInt32(0),
                Distance = reader.GetInt32(1),
            }
            : null;
    }
}
