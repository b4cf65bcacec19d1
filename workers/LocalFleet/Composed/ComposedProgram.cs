using LocalFleet.Display;
using LocalFleet.Telemetry;
using Workers.Aws;

namespace LocalFleet.Composed;

/// <summary>The verbs of the containers: <c>surroundings</c>, <c>claims</c>, and <c>health</c>, which asks the surroundings of the same container.</summary>
internal static class ComposedProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Runs.</summary>
    /// <returns>The exit code, see <see cref="FleetExitCode"/>.</returns>
    public static async Task<int> RunAsync(string verb, RunConsole console, TimeProvider time)
    {
        ComposedOptions options;
        try
        {
            options = ComposedOptions.Read(Environment.GetEnvironmentVariable);
        }
        catch (FleetException exception)
        {
            console.Error(exception.Message);
            return FleetExitCode.Usage;
        }

        using var interruption = new Interruption();
        var claims = new ComposedClaims(options, console, time);
        try
        {
            switch (verb)
            {
                case "surroundings":
                    await new Surroundings(options, console, time).RunAsync(interruption.Token);
                    return FleetExitCode.Success;
                case "claims":
                    using (TraceExport.Start(Environment.GetEnvironmentVariable))
                    {
                        return await claims.RunAsync(interruption.Token);
                    }

                case "health":
                    return await HealthAsync(options, console, interruption.Token);
                default:
                    console.Error($"'{verb}' is no verb of this program: surroundings, claims, health, or none for a fleet of processes.");
                    return FleetExitCode.Usage;
            }
        }
        catch (OperationCanceledException) when (interruption.ExitCode is not null)
        {
            if (verb == "surroundings")
            {
                return FleetExitCode.Success; // Nothing else ends them.
            }

            console.Note(claims.DescribeUnfinished());
            return interruption.ExitCode.Value;
        }
        catch (Exception exception) when (exception is FleetException or AwsException)
        {
            console.Error(exception.Message);
            return FleetExitCode.Failure;
        }
    }

    private static async Task<int> HealthAsync(ComposedOptions options, RunConsole console, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Patience };
        var address = new Uri($"http://127.0.0.1:{new Uri(options.Listen).Port}/payments");
        try
        {
            using var response = await http.GetAsync(address, cancellationToken);
            return response.IsSuccessStatusCode ? FleetExitCode.Success : FleetExitCode.Failure;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            console.Error($"No answer from {address}: {exception.Message}");
            return FleetExitCode.Failure;
        }
    }
}
