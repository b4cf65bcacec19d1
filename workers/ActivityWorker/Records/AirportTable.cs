using System.Collections.Frozen;
using Microsoft.VisualBasic.FileIO;

namespace ActivityWorker.Records;

/// <summary>The airports the worker knows, by IATA code.</summary>
internal sealed class AirportTable
{
    private readonly FrozenDictionary<string, Airport> _airports;

    private AirportTable(FrozenDictionary<string, Airport> airports) => _airports = airports;

    /// <summary>The table that comes with the worker.</summary>
    public static string DefaultPath => Path.Combine(AppContext.BaseDirectory, "Data", "airports.csv");

    /// <summary>How many airports there are.</summary>
    public int Count => _airports.Count;

    /// <summary>Reads a table with the columns <c>iata,name,city,…</c> and one line of headings.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line has too few columns, or a code is there twice.</exception>
    public static AirportTable Load(string path)
    {
        using var parser = new TextFieldParser(path) { HasFieldsEnclosedInQuotes = true };
        parser.SetDelimiters(",");
        parser.ReadFields();

        var airports = new Dictionary<string, Airport>(StringComparer.Ordinal);
        while (!parser.EndOfData)
        {
            var line = parser.LineNumber;
            if (parser.ReadFields() is not [var code, var name, var city, ..])
            {
                throw new InvalidDataException($"Line {line} of {path} has fewer than three columns: expected iata,name,city.");
            }

            if (!airports.TryAdd(code, new Airport(code, name, city)))
            {
                throw new InvalidDataException($"Line {line} of {path} repeats the airport {code}.");
            }
        }

        return new AirportTable(airports.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The airport with this code, or <see langword="null"/>. Codes are in upper case.</summary>
    public Airport? Find(string code) => _airports.GetValueOrDefault(code);
}
