using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>The intrinsic functions of JSON.</summary>
internal static class JsonFunctions
{
    public static JsonElement FromText(IntrinsicArguments arguments)
    {
        var text = arguments.Text(0);
        if (string.IsNullOrWhiteSpace(text))
        {
            return Json.Null;
        }

        try
        {
            return Json.Parse(text);
        }
        catch (JsonException)
        {
            throw arguments.Failure($"the argument is not valid JSON: {Parsing.JacksonMessages.Describe(text).Message}");
        }
    }

    public static JsonElement ToText(IntrinsicArguments arguments) => Json.FromString(Json.ToText(arguments[0]));

    public static JsonElement Merge(IntrinsicArguments arguments)
    {
        var (first, second) = (arguments.Object(0), arguments.Object(1));
        if (arguments.Boolean(2))
        {
            throw arguments.Failure("deep merging is not supported: the third argument must be false");
        }

        return Json.Build(
            (first, second),
            static (writer, state) =>
            {
                writer.WriteStartObject();
                foreach (var member in state.first.EnumerateObject())
                {
                    if (state.second.TryGetProperty(member.Name, out var replacement))
                    {
                        writer.WritePropertyName(member.Name);
                        replacement.WriteTo(writer);
                    }
                    else
                    {
                        member.WriteTo(writer);
                    }
                }

                foreach (var member in state.second.EnumerateObject())
                {
                    if (!state.first.TryGetProperty(member.Name, out _))
                    {
                        member.WriteTo(writer);
                    }
                }

                writer.WriteEndObject();
            }
        );
    }
}
