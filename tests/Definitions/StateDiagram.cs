using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Definitions;

/// <summary>Draws a definition as a Mermaid state diagram.</summary>
internal static partial class StateDiagram
{
    /// <summary>Draws a definition, whose placeholders may still stand.</summary>
    /// <returns>Lines that each end with a line feed.</returns>
    public static string Draw(string definition)
    {
        // A placeholder outside of quotes is a number or a list: its name tells more than any value.
        var json = BarePlaceholder().Replace(definition, "\"$1\"");
        var drawing = new StringBuilder("stateDiagram-v2\n");
        DrawMachine(drawing, JsonNode.Parse(json)!, "    ");
        return drawing.ToString();
    }

    private static void DrawMachine(StringBuilder drawing, JsonNode machine, string indent)
    {
        drawing.Append(indent).Append("[*] --> ").Append(Id((string)machine["StartAt"]!)).Append('\n');
        foreach (var (name, state) in machine["States"]!.AsObject())
        {
            DrawState(drawing, name, state!, indent);
        }
    }

    private static void DrawState(StringBuilder drawing, string name, JsonNode state, string indent)
    {
        var branches = Branches(state);
        drawing.Append(indent).Append("state \"").Append(Label(name, state)).Append("\" as ").Append(Id(name));
        if (branches.Count > 0)
        {
            drawing.Append(" {\n");
            for (var i = 0; i < branches.Count; i++)
            {
                drawing.Append(i == 0 ? "" : $"{indent}    --\n");
                DrawMachine(drawing, branches[i], indent + "    ");
            }

            drawing.Append(indent).Append('}');
        }

        drawing.Append('\n');
        foreach (var choice in state["Choices"]?.AsArray() ?? [])
        {
            Arrow(drawing, indent, name, (string)choice!["Next"]!, Condition(choice));
        }

        if (state["Default"] is { } otherwise)
        {
            Arrow(drawing, indent, name, (string)otherwise!, "otherwise");
        }

        foreach (var catcher in state["Catch"]?.AsArray() ?? [])
        {
            var errors = string.Join(", ", catcher!["ErrorEquals"]!.AsArray().Select(error => (string)error!));
            Arrow(drawing, indent, name, (string)catcher["Next"]!, $"caught {errors}");
        }

        if (state["Next"] is { } next)
        {
            Arrow(drawing, indent, name, (string)next!, "");
        }
        else if ((bool?)state["End"] is true || (string?)state["Type"] is "Succeed" or "Fail")
        {
            drawing.Append(indent).Append(Id(name)).Append(" --> [*]\n");
        }
    }

    private static void Arrow(StringBuilder drawing, string indent, string from, string to, string label)
    {
        drawing.Append(indent).Append(Id(from)).Append(" --> ").Append(Id(to));
        if (label.Length > 0)
        {
            drawing.Append(": ").Append(Text(label));
        }

        drawing.Append('\n');
    }

    private static List<JsonNode> Branches(JsonNode state) =>
        [
            .. (state["Branches"]?.AsArray() ?? []).OfType<JsonNode>(),
            .. new[] { state["ItemProcessor"], state["Iterator"] }.OfType<JsonNode>(),
        ];

    private static string Label(string name, JsonNode state)
    {
        var what = (string)state["Type"]! switch
        {
            "Task" => ((string)state["Resource"]!) is var resource && resource.StartsWith("arn:aws:states:::", StringComparison.Ordinal)
                ? resource["arn:aws:states:::".Length..]
                : "activity",
            "Fail" => $"fails as {(string?)state["Error"] ?? "its cause says"}",
            "Wait" => "waits",
            "Map" => "for each item",
            "Parallel" => "in parallel",
            _ => "",
        };
        return Text(what.Length == 0 ? name : $"{name} ({what})");
    }

    private static string Condition(JsonNode rule)
    {
        if (rule["Not"] is { } not)
        {
            return $"not ({Condition(not)})";
        }

        foreach (var (key, word) in new[] { ("And", " and "), ("Or", " or ") })
        {
            if (rule[key] is JsonArray parts)
            {
                return string.Join(
                    word,
                    parts.Select(part => part![key == "And" ? "Or" : "And"] is null ? Condition(part) : $"({Condition(part)})")
                );
            }
        }

        var (comparison, value) = rule.AsObject()
            .First(pair => pair.Key is not ("Variable" or "Next" or "Comment" or "Assign" or "Output"));
        return $"{(string)rule["Variable"]!} {Word(comparison)}{(comparison.StartsWith("Is", StringComparison.Ordinal) ? ((bool)value! ? "" : " not") : $" {value}")}";
    }

    // "NumericGreaterThanEqualsPath" reads "greater than equals": the type and the source of the value say nothing to a reader.
    private static string Word(string comparison)
    {
        var words = WordStart().Replace(comparison, " $1").Trim().Split(' ');
        return string.Join(
                ' ',
                words.Where(word => word is not ("String" or "Numeric" or "Boolean" or "Timestamp" or "Path") || words.Length == 1)
            )
            .ToLowerInvariant();
    }

    private static string Id(string name) => NoWord().Replace(name, "_");

    // Mermaid takes these as its own.
    private static string Text(string text) =>
        text.Replace('"', '\'').Replace(";", ",", StringComparison.Ordinal).Replace("#", "no. ", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<=[:\[,]\s*)(\$\{\w+\})")]
    private static partial Regex BarePlaceholder();

    [GeneratedRegex("([A-Z])")]
    private static partial Regex WordStart();

    [GeneratedRegex(@"\W")]
    private static partial Regex NoWord();
}
