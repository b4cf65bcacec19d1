using System.Net.Http.Json;
using System.Text.Json;
using LocalFleet.Given;

namespace LocalFleet.Statistics;

/// <summary>Reads the emulator's counters.</summary>
/// <param name="emulator">The emulator.</param>
/// <param name="prefix">What the names of the fleet's activities, queues and state machines begin with; the others are left out.</param>
internal sealed class StatisticsClient(Uri emulator, string prefix = "") : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = emulator, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Reads them.</summary>
    /// <exception cref="FleetException">The emulator does not answer.</exception>
    public async Task<EmulatorStatistics> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var path = new Uri("/_emulator/stats", UriKind.Relative);
            var reading = await _http.GetFromJsonAsync(path, FleetJson.Default.EmulatorStatistics, cancellationToken);
            return FleetPrefix.Without(prefix, reading ?? new EmulatorStatistics());
        }
        catch (Exception exception)
            when (exception is HttpRequestException or JsonException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new FleetException($"The emulator at {emulator} does not tell its statistics: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
