using System.Text.Json;
using Workers.Emulator.Jsonata;

namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Compiles payload templates and single expressions.</summary>
internal static class TemplateParser
{
    /// <summary>Reads a template field; null when it is absent or wrong.</summary>
    public static PayloadTemplate? Template(FieldReader fields, string name)
    {
        if (!fields.Json.TryGetProperty(name, out var value))
        {
            return null;
        }

        var node =
            fields.QueryLanguage == QueryLanguage.Jsonata ? JsonataNode(value, name, fields) : JsonPathNode(value, fields.At(name), fields);
        return new PayloadTemplate(node);
    }

    /// <summary>Reads the variables that Assign sets: an object; null when it is absent or wrong.</summary>
    public static PayloadTemplate? Variables(FieldReader fields) => fields.TryObject("Assign", out _) ? Template(fields, "Assign") : null;

    /// <summary>Reads the text of a field as an expression of JSONPath mode: a path or a call of an intrinsic function; null when it is neither.</summary>
    /// <param name="text">The field's text.</param>
    /// <param name="variables">Collects the variables that the expression refers to.</param>
    public static Expression? JsonPathExpression(string text, ISet<string> variables)
    {
        Expression? expression =
            text.StartsWith('$') ? (JsonPath.TryParse(text, out var path) ? new PathExpression(path) : null)
            : IntrinsicParser.TryParse(text, out var call) ? call
            : null;
        expression?.CollectVariables(variables);
        return expression;
    }

    /// <summary>Whether a text is a JSONata expression, and which.</summary>
    public static bool IsJsonata(JsonElement value, out string expression)
    {
        expression = string.Empty;
        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        var text = value.GetString()!;
        if (!text.StartsWith("{%", StringComparison.Ordinal) || !text.EndsWith("%}", StringComparison.Ordinal) || text.Length < 4)
        {
            return false;
        }

        expression = text[2..^2].Trim();
        return true;
    }

    private static TemplateNode JsonPathNode(JsonElement value, string location, FieldReader fields)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var elements = value.EnumerateArray().Select(element => JsonPathNode(element, location, fields)).ToList();
            return elements.TrueForAll(element => element is LiteralNode) ? new LiteralNode(value) : new ArrayNode(elements);
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return new LiteralNode(value);
        }

        var members = new List<(JsonEncodedText, TemplateNode)>();
        var isLiteral = true;
        foreach (var member in value.EnumerateObject())
        {
            var (name, node) = member.Name.EndsWith(".$", StringComparison.Ordinal)
                ? (member.Name[..^2], Dynamic(member, location, fields))
                : (member.Name, JsonPathNode(member.Value, location, fields));
            isLiteral &= node is LiteralNode;
            members.Add((Encode(name), node));
        }

        return isLiteral ? new LiteralNode(value) : new ObjectNode(members);
    }

    private static TemplateNode Dynamic(JsonProperty member, string location, FieldReader fields)
    {
        if (
            member.Value.ValueKind == JsonValueKind.String
            && JsonPathExpression(member.Value.GetString()!, fields.Variables) is { } expression
        )
        {
            return new ExpressionNode(expression, member.Name);
        }

        fields.Diagnostics.Schema(
            $"The value for the field '{member.Name}' must be a valid JSONPath or a valid intrinsic function call",
            location
        );
        return new LiteralNode(member.Value);
    }

    /// <summary>Reads a JSONata expression; null when it is none.</summary>
    /// <param name="text">The expression without its braces.</param>
    /// <param name="field">The field, below the object at hand.</param>
    /// <param name="fields">The object at hand.</param>
    public static JsonataExpression? Jsonata(string text, string field, FieldReader fields)
    {
        try
        {
            var program = JsonataProgram.Parse(text);
            foreach (var name in program.TopLevelNames)
            {
                fields.Diagnostics.Add(
                    DiagnosticCodes.UnsupportedJsonata,
                    $"Reference to '{name}' at the top level is not supported.",
                    fields.At(field)
                );
            }

            var expression = new JsonataExpression(program);
            expression.CollectVariables(fields.Variables);
            return expression;
        }
        catch (JsonataException error)
        {
            fields.Diagnostics.Add(DiagnosticCodes.InvalidJsonata, error.Message, fields.At(field));
            return null;
        }
    }

    private static TemplateNode JsonataNode(JsonElement value, string field, FieldReader fields)
    {
        if (IsJsonata(value, out var text))
        {
            return Jsonata(text, field, fields) is { } expression
                ? new ExpressionNode(expression, fields.Prefix + field)
                : new LiteralNode(value);
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            var elements = value.EnumerateArray().Select((element, i) => JsonataNode(element, $"{field}[{i}]", fields)).ToList();
            return elements.TrueForAll(element => element is LiteralNode) ? new LiteralNode(value) : new ArrayNode(elements);
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            var members = value
                .EnumerateObject()
                .Select(member => (Encode(member.Name), JsonataNode(member.Value, $"{field}/{member.Name}", fields)))
                .ToList();
            return members.TrueForAll(member => member.Item2 is LiteralNode) ? new LiteralNode(value) : new ObjectNode(members);
        }

        return new LiteralNode(value);
    }

    private static JsonEncodedText Encode(string name) =>
        JsonEncodedText.Encode(name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
}
