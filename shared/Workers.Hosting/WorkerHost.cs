namespace Workers.Hosting;

/// <summary>The way in: builds a worker.</summary>
public static class WorkerHost
{
    /// <summary>
    /// Creates a builder. Settings come from <c>appsettings.json</c> and <c>appsettings.{Environment}.json</c> beside the program, environment
    /// variables and the command line, the later winning; <c>DOTNET_ENVIRONMENT</c> names the environment (default: <c>Production</c>).
    /// </summary>
    /// <param name="args">
    /// The command line. <c>health --live</c> and <c>health --ready</c> make the program ask the running worker's health endpoint instead of
    /// being a worker; it exits with 0 or 1 and prints the reason.
    /// </param>
    public static WorkerHostBuilder CreateBuilder(string[]? args = null) => new(args ?? [], Environment.GetEnvironmentVariables());
}
