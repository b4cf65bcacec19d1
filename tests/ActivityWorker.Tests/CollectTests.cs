using ActivityWorker.Claims;
using ActivityWorker.Handlers;
using ActivityWorker.Records;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Workers.Hosting;

namespace ActivityWorker.Tests;

/// <summary>The handlers that collect what is on record.</summary>
public sealed class CollectTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");

    public CollectTests()
    {
        using var connection = new SqliteConnection($"Data Source={_path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            CREATE TABLE flights (date TEXT, origin TEXT, destination TEXT, delay INTEGER, distance INTEGER);
            INSERT INTO flights VALUES ('2001/01/01 06:55', 'LAX', 'BNA', -19, 1797), ('2001/01/01 06:55', 'LAX', 'SFO', 70, 337)
            """;
        command.ExecuteNonQuery();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        File.Delete(_path);
    }

    [Fact]
    public async Task A_flight_is_found_by_departure_and_airports()
    {
        var flight = await new FindFlight(Flights(_path)).HandleAsync(Claim("SFO"), Jobs.Context("find-flight"), Stop);

        Assert.Equal((70, 337, "SFO"), (flight.Delay, flight.Distance, flight.Destination));
    }

    [Theory]
    [InlineData("JFK")]
    [InlineData("' OR 1=1 --")]
    public async Task A_flight_that_is_not_on_record_fails_by_name(string destination)
    {
        var failure = await Assert.ThrowsAsync<JobFailedException>(() =>
            new FindFlight(Flights(_path)).HandleAsync(Claim(destination), Jobs.Context("find-flight"), Stop)
        );

        Assert.Equal("Claim.UnknownFlight", failure.Error);
        Assert.Contains("FD-1", failure.Cause, StringComparison.Ordinal);
        Assert.Contains($"'{destination}'", failure.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Flights:Path is not set")]
    [InlineData("/nowhere/flights.db", "'/nowhere/flights.db', which cannot be used")]
    public async Task A_database_that_cannot_be_used_is_named_at_the_start(string? path, string told)
    {
        var failure = await Assert.ThrowsAsync<WorkerConfigurationException>(() => Flights(path).StartAsync(Stop));

        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Flights__Path", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_flights_is_good_at_the_start()
    {
        await Flights(_path).StartAsync(Stop);
    }

    [Fact]
    public async Task An_airport_is_found_by_its_code()
    {
        var airport = await FindAirportAsync("BTR");

        Assert.Equal("Baton Rouge Metropolitan, Ryan, Baton Rouge (BTR)", airport.ToString());
    }

    [Theory]
    [InlineData("QQQ")]
    [InlineData("lax")]
    [InlineData("")]
    public async Task An_unknown_airport_fails_by_name_and_tells_which(string code)
    {
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => FindAirportAsync(code));

        Assert.Equal("Claim.UnknownAirport", failure.Error);
        Assert.Contains($"airport '{code}'", failure.Cause, StringComparison.Ordinal);
        Assert.Contains("FD-1", failure.Cause, StringComparison.Ordinal);
    }

    private static Task<Airport> FindAirportAsync(string code) =>
        new FindAirport(AirportTable.Load(AirportTable.DefaultPath)).HandleAsync(
            new AirportQuestion { ClaimId = "FD-1", Code = code },
            Jobs.Context("find-airport"),
            Stop
        );

    private static FlightDatabase Flights(string? path) =>
        new(new ConfigurationBuilder().AddInMemoryCollection([new("Flights:Path", path)]).Build());

    private static Claim Claim(string destination) =>
        new()
        {
            ClaimId = "FD-1",
            Date = "2001/01/01 06:55",
            Origin = "LAX",
            Destination = destination,
        };
}
