using System.Globalization;
using LocalFleet;

namespace Chaos;

/// <summary>What a run is to be, read from environment variables.</summary>
internal sealed record ChaosOptions
{
    /// <summary><c>CHAOS_MINUTES</c>: how long executions are started and workers hurt. Default: 10.</summary>
    public double Minutes { get; init; } = 10;

    /// <summary><c>CHAOS_EXECUTIONS</c>: how many executions are started in that time, evenly. Default: 21,000.</summary>
    public int Executions { get; init; } = 21_000;

    /// <summary><c>CHAOS_SEED</c>: what faults and work are drawn from. Default: a new one each time.</summary>
    public int Seed { get; init; }

    /// <summary><c>CHAOS_LOGS</c>: the folder of everything that the run writes. Default: <c>artifacts/chaos</c> in the repository.</summary>
    public string? Logs { get; init; }

    /// <summary><see cref="Minutes"/> as a duration.</summary>
    public TimeSpan Duration => TimeSpan.FromMinutes(Minutes);

    /// <summary>Reads the options; a variable that is empty counts as absent.</summary>
    /// <param name="variable">Gives a variable's value.</param>
    /// <param name="seed">The seed where none is given.</param>
    /// <exception cref="FleetException">A value is wrong.</exception>
    public static ChaosOptions Read(Func<string, string?> variable, int seed)
    {
        var defaults = new ChaosOptions();
        return new ChaosOptions
        {
            Minutes = ReadMinutes(variable, defaults.Minutes),
            Executions = ReadNumber(variable, "CHAOS_EXECUTIONS", 1, FleetOptions.MaxClaims, defaults.Executions),
            Seed = ReadNumber(variable, "CHAOS_SEED", 0, int.MaxValue, seed),
            Logs = variable("CHAOS_LOGS") is { Length: > 0 } folder ? Path.GetFullPath(folder) : null,
        };
    }

    private static double ReadMinutes(Func<string, string?> variable, double fallback)
    {
        const string Name = "CHAOS_MINUTES";
        if (variable(Name) is not { Length: > 0 } text)
        {
            return fallback;
        }

        return
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes)
            && minutes is >= 0.2 and <= 600
            ? minutes
            : throw new FleetException($"{Name} is '{text}', but must be a number from 0.2 to 600. For example: {Name}=10.");
    }

    private static int ReadNumber(Func<string, string?> variable, string name, int from, int to, int fallback)
    {
        if (variable(name) is not { Length: > 0 } text)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to
            ? number
            : throw new FleetException(
                $"{name} is '{text}', but must be a whole number from {from} to {to}. For example: {name}={fallback}."
            );
    }
}
