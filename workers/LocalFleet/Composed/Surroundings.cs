using LocalFleet.Claims;
using LocalFleet.Display;
using LocalFleet.Failures;
using LocalFleet.Outside;

namespace LocalFleet.Composed;

/// <summary>
/// What stands around a fleet of containers: creates its resources in the emulator, writes the database of flights, and is the tariff service
/// and the payment provider, until it is stopped.
/// </summary>
internal sealed class Surroundings(ComposedOptions options, RunConsole console, TimeProvider time)
{
    /// <summary>Runs.</summary>
    /// <exception cref="FleetException">A file cannot be read or written.</exception>
    /// <exception cref="Workers.Aws.AwsException">The emulator refuses a call.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var claims = ClaimFile.Read(FleetFiles.Data, ComposedOptions.MaxClaims);
        WriteFlights(claims);
        using var clients = new FleetClients(options.Emulator);
        var resources = await clients.ProvisionAsync(ComposedOptions.Limits, FleetFiles.Definitions, cancellationToken);

        // What is outside fails only when somebody makes it: a fleet of containers is hurt from without.
        var failures = new FailureLog(isOn: false);
        using var payments = new PaymentProvider(ReadSecret(), ClosedAccounts.Of(claims), failures, time);
        var tariff = new TariffService(FleetFiles.Tariff, failures);
        await using var outside = await OutsideServer.StartAsync(options.Listen, tariff, payments, null, cancellationToken);
        console.Note($"{resources.StateMachineArn} takes claims; tariff and payments are at {outside.Address}");
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
    }

    // Under another name first: a database that is there is whole.
    private void WriteFlights(IReadOnlyList<Claim> claims)
    {
        if (File.Exists(options.Flights))
        {
            return;
        }

        var draft = options.Flights + ".new";
        try
        {
            File.Delete(draft);
            FlightDatabaseFile.Write(draft, claims);
            File.Move(draft, options.Flights);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new FleetException($"FLEET_FLIGHTS is '{options.Flights}', which cannot be written: {exception.Message}", exception);
        }
    }

    private string ReadSecret()
    {
        try
        {
            return File.ReadAllText(options.SecretFile).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FleetException($"FLEET_SECRET_FILE is '{options.SecretFile}', which cannot be read: {exception.Message}", exception);
        }
    }
}
