using System.Text;
using System.Text.Json;

namespace Workers.Emulator.Ecs.Processes;

/// <summary>Reads which family runs which process: from <c>--task</c> options, and from a file.</summary>
internal static class TaskMappings
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads <c>family=command line</c>.</summary>
    /// <exception cref="FormatException">There is no family or no command, or a quote is not closed.</exception>
    public static (string Family, ProcessDefinition Process) Parse(string mapping)
    {
        var parts = mapping.Split('=', 2);
        if (parts.Length < 2 || string.IsNullOrWhiteSpace(parts[0]) || string.IsNullOrWhiteSpace(parts[1]))
        {
            throw new FormatException($"The task '{mapping}' is not of the form family=command.");
        }

        return (parts[0].Trim(), new ProcessDefinition { EntryPoint = Words(parts[1]) });
    }

    /// <summary>Reads a file: an object of families; each is a command line, or an object.</summary>
    /// <exception cref="FormatException">The file's text is not such an object; the message says what is wrong.</exception>
    public static IReadOnlyDictionary<string, ProcessDefinition> ParseFile(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().ToDictionary(family => family.Name, Read)
                : throw new FormatException("it is not a JSON object of task definition families.");
        }
        catch (JsonException error)
        {
            throw new FormatException($"it is not JSON: {error.Message}", error);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"it names a family twice: {error.Message}", error);
        }
    }

    private static ProcessDefinition Read(JsonProperty family)
    {
        if (family.Value.ValueKind == JsonValueKind.String)
        {
            return new ProcessDefinition { EntryPoint = Words(family.Value.GetString()!) };
        }

        if (family.Value.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"the family '{family.Name}' is neither a command line nor an object.");
        }

        var result = new ProcessDefinition { EntryPoint = [] };
        foreach (var member in family.Value.EnumerateObject())
        {
            result = member.Name switch
            {
                "entryPoint" => result with { EntryPoint = Texts(family.Name, member) },
                "command" => result with { Command = Texts(family.Name, member) },
                "workingDirectory" => result with { WorkingDirectory = Text(family.Name, member.Name, member.Value) },
                "environment" when member.Value.ValueKind == JsonValueKind.Object => result with
                {
                    Environment = member.Value.EnumerateObject().ToDictionary(v => v.Name, v => Text(family.Name, v.Name, v.Value)),
                },
                _ => throw new FormatException(
                    $"the family '{family.Name}' has '{member.Name}', which is unknown or of the wrong kind; "
                        + "known are entryPoint, command, environment and workingDirectory."
                ),
            };
        }

        return result.EntryPoint.Count > 0 ? result : throw new FormatException($"the family '{family.Name}' has no entryPoint.");
    }

    private static List<string> Texts(string family, JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Array
            ? [.. member.Value.EnumerateArray().Select(element => Text(family, member.Name, element))]
            : throw new FormatException($"the '{member.Name}' of the family '{family}' is not a list of texts.");

    private static string Text(string family, string member, JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new FormatException($"the '{member}' of the family '{family}' holds something that is not a text.");

    // Blanks separate words; single and double quotes keep them together.
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var quote = '\0';
        foreach (var c in line)
        {
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
                if (quote != '\0')
                {
                    word!.Append(c);
                }
            }
            else if (c is '"' or '\'')
            {
                quote = c;
                word ??= new StringBuilder();
            }
            else if (!char.IsWhiteSpace(c))
            {
                (word ??= new StringBuilder()).Append(c);
            }
            else if (word is not null)
            {
                words.Add(word.ToString());
                word = null;
            }
        }

        if (quote != '\0')
        {
            throw new FormatException($"The command '{line}' has a quote that is not closed.");
        }

        return word is null ? words : [.. words, word.ToString()];
    }
}
