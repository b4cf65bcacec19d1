using System.Globalization;
using LocalFleet.Claims;
using LocalFleet.Outside;
using LocalFleet.Provisioning;

namespace LocalFleet.Checks;

/// <summary>
/// What the data files say about a claim. Nothing here is shared with the workers: they look everything up, this reads <c>airports.csv</c> and
/// <c>tariff.csv</c>.
/// </summary>
internal sealed class Expectations
{
    private const int MinutesThatPay = 60;

    private readonly HashSet<string> _airports;
    private readonly List<TariffRow> _tariff;

    private Expectations(HashSet<string> airports, List<TariffRow> tariff)
    {
        _airports = airports;
        _tariff = tariff;
    }

    /// <summary>Reads airports and tariff.</summary>
    /// <param name="folder">The folder of the data files.</param>
    public static Expectations Read(string folder)
    {
        var airports = Rows(Path.Combine(folder, "airports.csv")).Select(row => row[..row.IndexOf(',', StringComparison.Ordinal)]);
        var tariff = Rows(Path.Combine(folder, "tariff.csv"))
            .Select(row => row.Split(','))
            .Select(columns => new TariffRow(Number(columns[0]), columns[1], Number(columns[2])));
        return new Expectations(airports.ToHashSet(StringComparer.Ordinal), [.. tariff.OrderBy(row => row.FromMiles)]);
    }

    /// <summary>How the claim's execution must end.</summary>
    public ExpectedOutcome Of(Claim claim)
    {
        if (claim.NotOnRecord)
        {
            return Failure("Claim.UnknownFlight");
        }

        if (!_airports.Contains(claim.Origin) || !_airports.Contains(claim.Destination))
        {
            return Failure("Claim.UnknownAirport");
        }

        if (_tariff.FindLast(row => row.FromMiles <= claim.Distance) is not { } row)
        {
            return Failure("Claim.Invalid");
        }

        var amount = claim.Delay < MinutesThatPay ? 0 : row.AmountUsd;
        if (amount >= LocalSettings.ApprovalFromAmount && !Manager.Approves(claim.Delay))
        {
            return new ExpectedOutcome(null, 0, row.Band) { IsRefused = true };
        }

        return amount > 0 && claim.ClosedAccount ? Failure("Payment.Declined") : new ExpectedOutcome(null, amount, row.Band);
    }

    private static ExpectedOutcome Failure(string error) => new(error, 0, null);

    private static IEnumerable<string> Rows(string path)
    {
        try
        {
            return File.ReadAllLines(path).Skip(1);
        }
        catch (IOException exception)
        {
            throw new FleetException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private sealed record TariffRow(int FromMiles, string Band, int AmountUsd);
}
