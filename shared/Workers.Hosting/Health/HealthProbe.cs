using Microsoft.Extensions.Configuration;
using Workers.Hosting.Settings;

namespace Workers.Hosting.Health;

/// <summary>Asks a running worker's health endpoint, for images without a shell or curl.</summary>
internal static class HealthProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(
        HealthVerb verb,
        IConfiguration configuration,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var reader = new SettingsReader(configuration);
        var port = reader.Health().Port;
        reader.ThrowIfWrong();
        if (port == 0)
        {
            await output.WriteLineAsync("Health:Port is 0: the worker has no health endpoint to ask.");
            return WorkerExitCode.Failure;
        }

        using var client = new HttpClient { Timeout = Patience };
        var address = new Uri(HealthEndpoint.Address(port) + verb.Path);
        try
        {
            using var response = await client.GetAsync(address, cancellationToken);
            await output.WriteLineAsync(await response.Content.ReadAsStringAsync(cancellationToken));
            return response.IsSuccessStatusCode ? WorkerExitCode.Success : WorkerExitCode.Failure;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            await output.WriteLineAsync($"No answer from {address} (Health:Port is {port}): {exception.Message}");
            return WorkerExitCode.Failure;
        }
    }
}
