using System.Globalization;
using Microsoft.Extensions.Configuration;
using Workers.Hosting;

namespace JobWorker.Flights;

/// <summary>The settings of section <c>Flights</c>.</summary>
internal sealed record FlightRecordsOptions
{
    /// <summary>The records. Default: those that come with the worker.</summary>
    public string Path { get; init; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Data", "flights-2k.json");

    /// <summary>How many records a job may read a second, so as to be easy on a store that others share. Default: 0, as many as it can.</summary>
    public int RecordsPerSecond { get; init; }

    /// <exception cref="WorkerConfigurationException">The rate is no whole number, or below 0.</exception>
    public static FlightRecordsOptions Read(IConfiguration configuration)
    {
        var defaults = new FlightRecordsOptions();
        var rate = configuration["Flights:RecordsPerSecond"];
        return new FlightRecordsOptions
        {
            Path = configuration["Flights:Path"] is { Length: > 0 } path ? path : defaults.Path,
            RecordsPerSecond =
                rate is null or "" ? 0
                : int.TryParse(rate, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                : throw new WorkerConfigurationException(
                    $"Flights:RecordsPerSecond (environment variable Flights__RecordsPerSecond) is '{rate}': give a whole number, 0 for no limit."
                ),
        };
    }
}
