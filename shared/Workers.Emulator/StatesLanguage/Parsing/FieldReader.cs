using System.Text.Json;

namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>The fields of one object of a definition; what is wrong with them goes to the diagnostics.</summary>
/// <param name="Json">The object.</param>
/// <param name="Location">Where it is.</param>
/// <param name="QueryLanguage">The language of the expressions in it.</param>
/// <param name="Diagnostics">Where findings go.</param>
internal readonly record struct FieldReader(JsonElement Json, string Location, QueryLanguage QueryLanguage, DiagnosticList Diagnostics)
{
    /// <summary>Collects the variables that the fields refer to.</summary>
    public SortedSet<string> Variables { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What precedes the fields' names in the messages of an execution, for example <c>Catch[0]/</c>.</summary>
    public string Prefix { get; init; } = string.Empty;

    public FieldReader WithLanguage(QueryLanguage language) => this with { QueryLanguage = language };

    /// <summary>The fields of an object within this one.</summary>
    public FieldReader Inner(JsonElement json, string path) =>
        this with
        {
            Json = json,
            Location = $"{Location}/{path}",
            Prefix = $"{Prefix}{path}/",
        };

    public bool Has(string name) => Json.TryGetProperty(name, out _);

    public string At(string name) => $"{Location}/{name}";

    /// <summary>Reports those of the fields that are absent.</summary>
    public bool Require(params ReadOnlySpan<string> names)
    {
        List<string>? missing = null;
        foreach (var name in names)
        {
            if (!Has(name))
            {
                (missing ??= []).Add(name);
            }
        }

        if (missing is not null)
        {
            Diagnostics.Schema($"These fields are required: [{string.Join(", ", missing)}]", Location);
        }

        return missing is null;
    }

    /// <summary>Reports the field if more than one of these is present, or none where one must be.</summary>
    public void RequireOne(ReadOnlySpan<string> names, bool mayBeAbsent = false)
    {
        var count = 0;
        foreach (var name in names)
        {
            count += Has(name) ? 1 : 0;
        }

        if (count == 0 && !mayBeAbsent)
        {
            Diagnostics.Schema($"Exactly one of these fields is required: [{string.Join(", ", names)}]", Location);
        }
        else if (count > 1)
        {
            Diagnostics.Schema($"Only one of these fields is allowed: [{string.Join(", ", names)}]", Location);
        }
    }

    public QueryLanguage Language(string name)
    {
        switch (String(name))
        {
            case null:
                return QueryLanguage;
            case "JSONPath":
                return QueryLanguage.JsonPath;
            case "JSONata":
                return QueryLanguage.Jsonata;
            default:
                Diagnostics.Schema($"The field '{name}' should have one of these values: [JSONPath, JSONata]", At(name));
                return QueryLanguage;
        }
    }

    public string? String(string name)
    {
        if (!Json.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Diagnostics.Schema("Expected value of type String", At(name));
        return null;
    }

    public bool? Boolean(string name)
    {
        if (!Json.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Diagnostics.Schema("Expected value of type Boolean", At(name));
        return null;
    }

    public int? Integer(string name, int minimum, long maximum)
    {
        if (!Json.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !IsWhole(value, out var number))
        {
            Diagnostics.Schema("Expected value of type Integer", At(name));
            return null;
        }

        if (number < minimum)
        {
            Diagnostics.Schema($"Minimum value is {minimum}", At(name));
        }
        else if (number > maximum)
        {
            Diagnostics.Schema($"Maximum value is {maximum}", At(name));
        }

        return (int)Math.Clamp(number, minimum, int.MaxValue);
    }

    public double? Number(string name, double minimum, double maximum)
    {
        if (!Json.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            Diagnostics.Schema("Expected value of type Number", At(name));
            return null;
        }

        var number = value.GetDouble();
        if (number < minimum || number > maximum)
        {
            Diagnostics.Schema(FormattableString.Invariant($"Value must be between {minimum} and {maximum}"), At(name));
        }

        return number;
    }

    public bool TryObject(string name, out JsonElement value)
    {
        if (!Json.TryGetProperty(name, out value))
        {
            return false;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            return true;
        }

        Diagnostics.Schema("Expected value of type Object", At(name));
        return false;
    }

    public bool TryArray(string name, bool mayBeEmpty, out JsonElement value)
    {
        if (!Json.TryGetProperty(name, out value))
        {
            return false;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Diagnostics.Schema("Expected value of type Array", At(name));
            return false;
        }

        if (!mayBeEmpty && value.GetArrayLength() == 0)
        {
            Diagnostics.Schema("Value cannot be empty", At(name));
            return false;
        }

        return true;
    }

    private static bool IsWhole(JsonElement value, out long number)
    {
        if (value.TryGetInt64(out number))
        {
            return true;
        }

        // 60.0 is whole to Step Functions' parser as well.
        var real = value.GetDouble();
        number = (long)real;
        return Math.Floor(real) == real && Math.Abs(real) < long.MaxValue;
    }
}
