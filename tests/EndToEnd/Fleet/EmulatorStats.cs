using System.Net.Http.Json;
using System.Text.Json;

namespace EndToEnd.Fleet;

/// <summary>The emulator's counters.</summary>
internal sealed class EmulatorStats(Uri emulator) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = emulator };

    /// <summary>The number at a path of keys; 0 where there is none yet.</summary>
    public async Task<long> CountAsync(params string[] path)
    {
        var stats = await _http.GetFromJsonAsync<JsonElement>(
            new Uri("/_emulator/stats", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        foreach (var key in path)
        {
            if (!stats.TryGetProperty(key, out stats))
            {
                return 0;
            }
        }

        return stats.GetInt64();
    }

    public void Dispose() => _http.Dispose();
}
