using System.Net.Http.Json;
using System.Text.Json;

namespace LocalFleet.Statistics;

/// <summary>Reads the emulator's counters.</summary>
internal sealed class StatisticsClient(Uri emulator) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = emulator, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Reads them.</summary>
    /// <exception cref="FleetException">The emulator does not answer.</exception>
    public async Task<EmulatorStatistics> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var path = new Uri("/_emulator/stats", UriKind.Relative);
            return await _http.GetFromJsonAsync(path, FleetJson.Default.EmulatorStatistics, cancellationToken) ?? new EmulatorStatistics();
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
