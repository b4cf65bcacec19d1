using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LocalFleet.Claims;

/// <summary>Makes the run's claims from the data files.</summary>
internal static class ClaimFile
{
    /// <summary>
    /// One claim for each flight record, and the made-up ones spread evenly among them. With more claims than records the records repeat
    /// under new claim ids.
    /// </summary>
    /// <param name="folder">The folder of the data files.</param>
    /// <param name="fromRecords">How many claims from flight records; the made-up ones come on top.</param>
    public static IReadOnlyList<Claim> Read(string folder, int fromRecords)
    {
        var records = Load(Path.Combine(folder, "flights-2k.json"), FleetJson.Default.IReadOnlyListFlightRecord);
        var madeUp = Load(Path.Combine(folder, "made-up-claims.json"), FleetJson.Default.IReadOnlyListClaim);

        var claims = new List<Claim>(fromRecords + madeUp.Count);
        var inserted = 0;
        for (var number = 0; number < fromRecords; number++)
        {
            for (; inserted < madeUp.Count && (long)inserted * fromRecords <= (long)number * madeUp.Count; inserted++)
            {
                claims.Add(madeUp[inserted]);
            }

            claims.Add(FromRecord(records[number % records.Count], number / records.Count));
        }

        claims.AddRange(madeUp.Skip(inserted));
        return claims;
    }

    /// <summary>The claim for a flight record: its id is made of the flight's departure and airports, and of the round from the second on.</summary>
    public static Claim FromRecord(FlightRecord record, int round)
    {
        var departure = string.Concat(record.Date.Where(char.IsAsciiDigit));
        var id = $"FD-{departure}-{record.Origin}-{record.Destination}";
        return new Claim
        {
            ClaimId = round == 0 ? id : $"{id}-R{round + 1}",
            Date = record.Date,
            Delay = record.Delay,
            Distance = record.Distance,
            Origin = record.Origin,
            Destination = record.Destination,
        };
    }

    private static IReadOnlyList<T> Load<T>(string path, JsonTypeInfo<IReadOnlyList<T>> type)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type) is { Count: > 0 } records
                ? records
                : throw new FleetException($"{path} holds no records.");
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            throw new FleetException($"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
