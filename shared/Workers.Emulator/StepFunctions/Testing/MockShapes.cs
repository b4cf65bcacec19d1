using System.Text;
using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>What services answer, by call; a mocked result must look like it.</summary>
internal static class MockShapes
{
    private static readonly Lazy<JsonElement> Shapes = new(Read);

    /// <summary>Refuses a mocked result that the service could not answer; a call that is not known may answer anything.</summary>
    /// <param name="resource">The Task state's Resource.</param>
    /// <param name="result">The mocked result.</param>
    /// <param name="requiresAll">Whether members that the service always answers must be there.</param>
    /// <exception cref="AwsErrorException">ValidationException.</exception>
    public static void Check(string resource, JsonElement result, bool requiresAll)
    {
        var parts = resource.Split(':');
        if (parts.Length < 7 || parts[2] != "states" || parts[3].Length > 0)
        {
            return;
        }

        var call = parts[5] == "aws-sdk" && parts.Length > 7 ? $"{Service(parts[6])}:{parts[7]}" : $"{parts[5]}:{parts[6]}";
        var dot = call.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 && Shapes.Value.TryGetProperty(call, out var shape))
        {
            Check("", result, shape, requiresAll);
        }
    }

    private static string Service(string sdk) =>
        sdk switch
        {
            "sfn" => "states",
            "eventbridge" => "events",
            _ => sdk,
        };

    private static void Check(string name, JsonElement value, JsonElement shape, bool requiresAll)
    {
        switch (shape.GetProperty("t").GetString())
        {
            case "o":
                Require(name, value, JsonValueKind.Object, "an object");
                CheckMembers(value, shape, requiresAll);
                break;
            case "m":
                Require(name, value, JsonValueKind.Object, "an object");
                foreach (var member in value.EnumerateObject())
                {
                    Check(member.Name, member.Value, shape.GetProperty("of"), requiresAll);
                }

                break;
            case "l":
                Require(name, value, JsonValueKind.Array, "an array");
                foreach (var element in value.EnumerateArray())
                {
                    Check(name, element, shape.GetProperty("of"), requiresAll);
                }

                break;
            case "s":
                Require(name, value, JsonValueKind.String, "a string");
                CheckBounds(name, value.GetString()!.Length, shape, "is smaller than the minimum length", "exceeds the maximum length");
                break;
            case "n":
                Require(name, value, JsonValueKind.Number, "a number");
                CheckBounds(name, value.GetDouble(), shape, "is less than the minimum value", "exceeds the maximum value");
                break;
            case "b" when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False):
                throw Wrong(name, "must be a boolean");
        }
    }

    private static void CheckMembers(JsonElement value, JsonElement shape, bool requiresAll)
    {
        foreach (var member in shape.GetProperty("f").EnumerateObject())
        {
            if (value.TryGetProperty(member.Name, out var given) && given.ValueKind != JsonValueKind.Null)
            {
                Check(member.Name, given, member.Value, requiresAll);
            }
        }

        if (!requiresAll || !shape.TryGetProperty("r", out var required))
        {
            return;
        }

        foreach (var name in required.EnumerateArray())
        {
            if (!value.TryGetProperty(name.GetString()!, out _))
            {
                throw Wrong(name.GetString()!, "is required");
            }
        }
    }

    private static void CheckBounds(string name, double size, JsonElement shape, string below, string above)
    {
        if (shape.TryGetProperty("min", out var min) && size < min.GetDouble())
        {
            throw Wrong(name, below);
        }

        if (shape.TryGetProperty("max", out var max) && size > max.GetDouble())
        {
            throw Wrong(name, above);
        }
    }

    private static void Require(string name, JsonElement value, JsonValueKind kind, string what)
    {
        if (value.ValueKind != kind)
        {
            throw Wrong(name, $"must be {what}");
        }
    }

    private static AwsErrorException Wrong(string name, string what) =>
        SfnErrors.Validation(
            name.Length > 0
                ? $"Mock result schema validation error: Field '{name}' {what}"
                : $"Mock result schema validation error: The result {what}"
        );

    private static JsonElement Read()
    {
        using var stream = typeof(MockShapes).Assembly.GetManifestResourceStream("MockShapes.json")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Json.Parse(reader.ReadToEnd());
    }
}
