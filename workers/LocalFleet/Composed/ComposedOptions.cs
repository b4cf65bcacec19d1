using System.Globalization;
using LocalFleet.Provisioning;

namespace LocalFleet.Composed;

/// <summary>Where a fleet of containers has everything, read from environment variables. The defaults are those of <c>compose/compose.yaml</c>.</summary>
internal sealed record ComposedOptions
{
    /// <summary>The most claims of a run: one for each flight that the surroundings have on record.</summary>
    public const int MaxClaims = 2000;

    /// <summary>The time limits. They do not depend on how many claims are sent, because the state machines are there before.</summary>
    public static readonly LocalSettings Limits = LocalSettings.For(MaxClaims);

    /// <summary><c>FLEET_EMULATOR</c>: the emulator.</summary>
    public required string Emulator { get; init; }

    /// <summary><c>FLEET_INBOX</c>: ApprovalWorker's inbox.</summary>
    public required string Inbox { get; init; }

    /// <summary><c>FLEET_SURROUNDINGS</c>: the tariff service and the payment provider, as others reach them.</summary>
    public required string Surroundings { get; init; }

    /// <summary><c>FLEET_LISTEN</c>: where the surroundings listen.</summary>
    public required string Listen { get; init; }

    /// <summary><c>FLEET_FLIGHTS</c>: the database of flights, which the surroundings write.</summary>
    public required string Flights { get; init; }

    /// <summary><c>FLEET_PAYLOADS</c>: the folder of the payload store, where the ledger's entries are read.</summary>
    public required string Payloads { get; init; }

    /// <summary><c>FLEET_SECRET_FILE</c>: what DispatchWorker and the payment provider sign with.</summary>
    public required string SecretFile { get; init; }

    /// <summary><c>CLAIMS</c>: how many claims from flight records; the made-up ones come on top. Default: 2,000.</summary>
    public required int Claims { get; init; }

    /// <summary>Reads the options; a variable that is empty counts as absent.</summary>
    /// <exception cref="FleetException">A value is wrong.</exception>
    public static ComposedOptions Read(Func<string, string?> variable) =>
        new()
        {
            Emulator = Address(variable, "FLEET_EMULATOR", "http://emulator:4566"),
            Inbox = Address(variable, "FLEET_INBOX", "http://approval-worker:8080"),
            Surroundings = Address(variable, "FLEET_SURROUNDINGS", "http://surroundings:8080"),
            Listen = Address(variable, "FLEET_LISTEN", "http://0.0.0.0:8080"),
            Flights = Text(variable, "FLEET_FLIGHTS", "/data/flights.db"),
            Payloads = Text(variable, "FLEET_PAYLOADS", "/ledger/payloads"),
            SecretFile = Text(variable, "FLEET_SECRET_FILE", "/run/secrets/dispatch"),
            Claims = Number(variable, "CLAIMS", MaxClaims),
        };

    private static string Text(Func<string, string?> variable, string name, string fallback) =>
        variable(name) is { Length: > 0 } text ? text : fallback;

    private static string Address(Func<string, string?> variable, string name, string fallback)
    {
        var text = Text(variable, name, fallback);
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp
            ? text.TrimEnd('/')
            : throw new FleetException($"{name} is '{text}', but must be an http:// address. For example: {name}={fallback}.");
    }

    private static int Number(Func<string, string?> variable, string name, int most)
    {
        var text = Text(variable, name, most.ToString(CultureInfo.InvariantCulture));
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw new FleetException($"{name} is '{text}', but must be a whole number from 1 to {most}. For example: {name}=200.");
    }
}
