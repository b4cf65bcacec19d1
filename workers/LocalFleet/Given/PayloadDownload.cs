using System.Text.Json;
using LocalFleet.Checks;
using Workers.Aws.StepFunctions;

namespace LocalFleet.Given;

/// <summary>Brings the ledger's entries from a payload store behind an address into a folder.</summary>
internal static class PayloadDownload
{
    private const int AtOnce = 8;

    /// <summary>Brings those that the executions' outputs name; one that is not there is left for the check to miss.</summary>
    /// <param name="store">The address, with a slash at its end, that answers <c>GET</c> with a payload by its key.</param>
    /// <param name="folder">Where they go.</param>
    /// <param name="executions">How the executions ended.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetException">The store does not answer.</exception>
    public static async Task BringAsync(
        Uri store,
        string folder,
        IEnumerable<ExecutionDescription?> executions,
        CancellationToken cancellationToken
    )
    {
        using var http = new HttpClient { BaseAddress = store };
        var keys = executions.Select(execution => KeyIn(execution?.Output)).OfType<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(keys, options, (key, cancellation) => BringAsync(http, folder, key, cancellation));
        }
        catch (HttpRequestException exception)
        {
            throw new FleetException($"The payload store at {store} cannot be read: {exception.Message}", exception);
        }
    }

    private static async ValueTask BringAsync(HttpClient http, string folder, string key, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri(key, UriKind.Relative), cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            var path = Path.Combine(folder, key + ".json");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, await response.Content.ReadAsByteArrayAsync(cancellationToken), cancellationToken);
        }
    }

    private static string? KeyIn(string? output)
    {
        try
        {
            using var document = JsonDocument.Parse(output ?? "null");
            return document.RootElement.GetProperty("ledgerKey").GetString();
        }
        catch (Exception exception) when (ExecutionCheck.IsWrongShape(exception))
        {
            // The check tells what is wrong with such an output.
            return null;
        }
    }
}
