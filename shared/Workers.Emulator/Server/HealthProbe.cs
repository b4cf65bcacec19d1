namespace Workers.Emulator.Server;

/// <summary>Asks a running emulator for its health, for images without a shell or curl.</summary>
internal static class HealthProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks.</summary>
    /// <param name="url">Where the emulator was told to listen.</param>
    /// <param name="errors">Takes why it has no health.</param>
    /// <returns>Whether it is well.</returns>
    public static async Task<bool> AskAsync(string url, TextWriter errors)
    {
        var address = new Uri(EmulatorServer.Reachable(url.TrimEnd('/')) + "/_emulator/health");
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var response = await http.GetAsync(address);
            if (response.IsSuccessStatusCode)
            {
                return true;
            }

            await errors.WriteLineAsync($"Workers.Emulator: {address} answered {(int)response.StatusCode}.");
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            await errors.WriteLineAsync($"Workers.Emulator: no answer from {address}: {error.Message}");
        }

        return false;
    }
}
