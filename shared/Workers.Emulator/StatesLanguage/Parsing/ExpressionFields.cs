using System.Text.Json;

namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Reads fields that hold a path, or that come in two forms: as such and with "Path".</summary>
internal static class ExpressionFields
{
    /// <summary>A path, absent or wrong: null.</summary>
    public static JsonPath? Path(this FieldReader fields, string name)
    {
        if (fields.String(name) is not { } text)
        {
            return null;
        }

        if (JsonPath.TryParse(text, out var path))
        {
            if (path.Variable is not null)
            {
                fields.Variables.Add(path.Variable);
            }

            return path;
        }

        fields.Diagnostics.Schema("Value is not a valid JSONPath", fields.At(name));
        return null;
    }

    /// <summary>InputPath or OutputPath.</summary>
    public static SelectionPath Selection(this FieldReader fields, string name)
    {
        if (fields.Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null)
        {
            return SelectionPath.Nothing;
        }

        return fields.Path(name) is { } path ? SelectionPath.Of(path) : SelectionPath.Whole;
    }

    /// <summary>ResultPath.</summary>
    public static ReferencePath Reference(this FieldReader fields, string name)
    {
        if (fields.Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null)
        {
            return ReferencePath.Discard;
        }

        if (fields.Path(name) is not { } path)
        {
            return ReferencePath.Root;
        }

        if (path.IsReference && path.Root == PathRoot.Input)
        {
            return ReferencePath.Of(path);
        }

        fields.Diagnostics.Schema($"Value is not a Reference Path: {path.Text}", fields.At(name));
        return ReferencePath.Root;
    }

    /// <summary>A whole number, or the path to one.</summary>
    public static NumberField? IntegerOrPath(this FieldReader fields, string name, int minimum, long maximum)
    {
        fields.RequireOne([name, name + "Path"], mayBeAbsent: true);
        if (fields.IsJsonata(name))
        {
            return fields.JsonataField(name) is { } expression ? NumberField.OfExpression(name, expression) : null;
        }

        if (fields.Integer(name, minimum, maximum) is { } literal)
        {
            return NumberField.OfLiteral(name, literal);
        }

        return fields.Path(name + "Path") is { } path ? NumberField.OfPath(name, path) : null;
    }

    /// <summary>A number, or the path to one.</summary>
    public static NumberField? NumberOrPath(this FieldReader fields, string name, double minimum, double maximum)
    {
        fields.RequireOne([name, name + "Path"], mayBeAbsent: true);
        if (fields.IsJsonata(name))
        {
            return fields.JsonataField(name) is { } expression ? NumberField.OfExpression(name, expression) : null;
        }

        if (fields.Number(name, minimum, maximum) is { } literal)
        {
            return NumberField.OfLiteral(name, literal);
        }

        return fields.Path(name + "Path") is { } path ? NumberField.OfPath(name, path) : null;
    }

    /// <summary>A text, or the path (or intrinsic function) that makes one.</summary>
    public static StringField? StringOrPath(this FieldReader fields, string name)
    {
        fields.RequireOne([name, name + "Path"], mayBeAbsent: true);
        if (fields.IsJsonata(name))
        {
            return fields.JsonataField(name) is { } jsonata ? StringField.OfExpression(name, jsonata) : null;
        }

        if (fields.String(name) is { } literal)
        {
            return StringField.OfLiteral(literal);
        }

        if (fields.String(name + "Path") is not { } text)
        {
            return null;
        }

        if (TemplateParser.JsonPathExpression(text, fields.Variables) is { } expression)
        {
            return StringField.OfExpression(name + "Path", expression);
        }

        fields.Diagnostics.Schema("Value is not a valid JSONPath or a valid intrinsic function call", fields.At(name + "Path"));
        return null;
    }

    /// <summary>Whether the field holds a JSONata expression, right or wrong.</summary>
    public static bool IsJsonata(this FieldReader fields, string name) =>
        fields.QueryLanguage == QueryLanguage.Jsonata
        && fields.Json.TryGetProperty(name, out var value)
        && TemplateParser.IsJsonata(value, out _);

    /// <summary>The field's JSONata expression; null when the field is absent, is no expression, or the language is another.</summary>
    public static JsonataExpression? JsonataField(this FieldReader fields, string name) =>
        fields.QueryLanguage == QueryLanguage.Jsonata
        && fields.Json.TryGetProperty(name, out var value)
        && TemplateParser.IsJsonata(value, out var expression)
            ? TemplateParser.Jsonata(expression, name, fields)
            : null;
}
