using System.Globalization;

namespace LocalFleet;

/// <summary>What a run is to be, read from environment variables.</summary>
internal sealed record FleetOptions
{
    /// <summary>The most claims of a run: the emulator keeps every execution in memory.</summary>
    public const int MaxClaims = 100_000;

    /// <summary><c>CLAIMS</c>: how many claims from flight records. Default: 2,000.</summary>
    public int Claims { get; init; } = 2000;

    /// <summary><c>KEEP</c>: whether everything keeps running after the summary, until Ctrl-C. Default: no.</summary>
    public bool Keep { get; init; }

    /// <summary><c>FAULTS</c>: whether failures are injected: every worker is killed once, and what is outside fails now and then. Default: yes.</summary>
    public bool Faults { get; init; } = true;

    /// <summary><c>PORT</c>: the emulator's port; 0 takes a free one. Default: 4566.</summary>
    public int Port { get; init; } = 4566;

    /// <summary><c>LOGS</c>: the folder of the processes' logs. Default: <c>artifacts/run</c> in the repository.</summary>
    public string? Logs { get; init; }

    /// <summary><c>FLEET</c>: a file that describes a fleet that runs already. Default: none; the run starts a fleet of its own.</summary>
    public string? Fleet { get; init; }

    /// <summary>Reads the options; a variable that is empty counts as absent.</summary>
    /// <exception cref="FleetException">A value is wrong.</exception>
    public static FleetOptions Read(Func<string, string?> variable)
    {
        var defaults = new FleetOptions();
        return new FleetOptions
        {
            Claims = ReadNumber(variable, "CLAIMS", 1, MaxClaims, defaults.Claims, "CLAIMS=200"),
            Port = ReadNumber(variable, "PORT", 0, 65_535, defaults.Port, "PORT=4567, or PORT=0 for any free port"),
            Keep = ReadSwitch(variable, "KEEP", defaults.Keep),
            Faults = ReadSwitch(variable, "FAULTS", defaults.Faults),
            Logs = variable("LOGS") is { Length: > 0 } folder ? Path.GetFullPath(folder) : null,
            Fleet = variable("FLEET") is { Length: > 0 } file ? Path.GetFullPath(file) : null,
        };
    }

    private static int ReadNumber(Func<string, string?> variable, string name, int from, int to, int fallback, string example)
    {
        if (variable(name) is not { Length: > 0 } text)
        {
            return fallback;
        }

        return
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= from
            && number <= to
            ? number
            : throw new FleetException($"{name} is '{text}', but must be a whole number from {from} to {to}. For example: {example}.");
    }

    private static bool ReadSwitch(Func<string, string?> variable, string name, bool fallback) =>
        variable(name) switch
        {
            null or "" => fallback,
            "0" or "false" or "no" => false,
            "1" or "true" or "yes" => true,
            var text => throw new FleetException($"{name} is '{text}', but must be 1 or 0. For example: {name}=1."),
        };
}
