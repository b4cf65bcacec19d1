using System.Text;
using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>The intrinsic functions of texts.</summary>
internal static class TextFunctions
{
    public static JsonElement Format(IntrinsicArguments arguments)
    {
        var template = arguments.Text(0);
        var text = new StringBuilder();
        var next = 1;
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] == '{' && i + 1 < template.Length && template[i + 1] == '}')
            {
                if (next >= arguments.Count)
                {
                    throw WrongCount(arguments);
                }

                JavaText.Append(text, arguments[next++]);
                i++;
            }
            else if (template[i] == '\\' && i + 1 < template.Length && template[i + 1] is '{' or '}' or '\\' or '\'')
            {
                text.Append(template[++i]);
            }
            else
            {
                text.Append(template[i]);
            }
        }

        return next == arguments.Count ? Json.FromString(text.ToString()) : throw WrongCount(arguments);
    }

    public static JsonElement Split(IntrinsicArguments arguments)
    {
        if (arguments.Text(1).Length == 0)
        {
            throw arguments.Failure("the delimiter must not be empty");
        }

        // Each character of the second text is a delimiter, and what lies between two neighbours is no part.
        var parts = arguments.Text(0).Split(arguments.Text(1).ToCharArray(), StringSplitOptions.RemoveEmptyEntries);
        return Json.FromArray([.. parts.Select(Json.FromString)]);
    }

    public static JsonElement EncodeBase64(IntrinsicArguments arguments) =>
        Json.FromString(Convert.ToBase64String(Encoding.UTF8.GetBytes(arguments.ShortText(0))));

    public static JsonElement DecodeBase64(IntrinsicArguments arguments)
    {
        try
        {
            return Json.FromString(Encoding.UTF8.GetString(Convert.FromBase64String(arguments.ShortText(0))));
        }
        catch (FormatException)
        {
            throw arguments.Failure("the argument is not valid Base64");
        }
    }

    public static JsonElement Hash(IntrinsicArguments arguments)
    {
        var value = arguments[0];
        var text = value.ValueKind == JsonValueKind.String ? arguments.ShortText(0) : Json.ToText(value);
        return Json.FromString(
            Digest.Of(text, arguments.Text(1))
                ?? throw arguments.Failure("the algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512")
        );
    }

    public static JsonElement CreateUuid(IntrinsicArguments arguments) => Json.FromString(Guid.NewGuid().ToString());

    private static StatesErrorException WrongCount(IntrinsicArguments arguments) =>
        arguments.Failure("number of arguments do not match the occurrences of {}");
}
