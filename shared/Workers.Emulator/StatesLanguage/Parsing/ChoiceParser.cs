using System.Text.Json;

namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Reads the rules of a Choice state.</summary>
internal static class ChoiceParser
{
    public static ChoiceRule? ParseRule(FieldReader fields)
    {
        if (fields.Json.ValueKind != JsonValueKind.Object)
        {
            fields.Diagnostics.Schema("Expected value of type Object", fields.Location);
            return null;
        }

        var hasNext = fields.Require("Next");
        if (ParseCondition(fields) is not { } condition || !hasNext || fields.String("Next") is not { } next)
        {
            return null;
        }

        return new ChoiceRule
        {
            Condition = condition,
            Next = next,
            Assign = TemplateParser.Variables(fields),
            Output = fields.QueryLanguage == QueryLanguage.Jsonata ? TemplateParser.Template(fields, "Output") : null,
        };
    }

    private static ChoiceCondition? ParseCondition(FieldReader fields)
    {
        if (fields.QueryLanguage == QueryLanguage.Jsonata)
        {
            return ParseJsonata(fields);
        }

        if (fields.TryArray("And", mayBeEmpty: false, out var all))
        {
            return ParseParts(fields, "And", all) is { } parts ? new AndCondition(parts) : null;
        }

        if (fields.TryArray("Or", mayBeEmpty: false, out var any))
        {
            return ParseParts(fields, "Or", any) is { } parts ? new OrCondition(parts) : null;
        }

        if (fields.TryObject("Not", out var not))
        {
            return ParseCondition(fields.Inner(not, "Not")) is { } part ? new NotCondition(part) : null;
        }

        return ParseComparison(fields);
    }

    private static ExpressionCondition? ParseJsonata(FieldReader fields)
    {
        if (!fields.Require("Condition"))
        {
            return null;
        }

        if (fields.IsJsonata("Condition"))
        {
            return fields.JsonataField("Condition") is { } expression
                ? new ExpressionCondition(expression, fields.Prefix + "Condition")
                : null;
        }

        return fields.Boolean("Condition") is { } constant ? new ExpressionCondition(new ConstantExpression(constant), "Condition") : null;
    }

    private static ChoiceCondition[]? ParseParts(FieldReader fields, string name, JsonElement parts)
    {
        var conditions = new List<ChoiceCondition>();
        var index = 0;
        foreach (var part in parts.EnumerateArray())
        {
            var inner = fields.Inner(part, $"{name}[{index++}]");
            if (part.ValueKind != JsonValueKind.Object)
            {
                fields.Diagnostics.Schema("Expected value of type Object", inner.Location);
            }
            else if (ParseCondition(inner) is { } condition)
            {
                conditions.Add(condition);
            }
        }

        return conditions.Count > 0 ? [.. conditions] : null;
    }

    private static ComparisonCondition? ParseComparison(FieldReader fields)
    {
        if (!fields.Require("Variable") || fields.Path("Variable") is not { } variable)
        {
            return null;
        }

        ComparisonCondition? comparison = null;
        foreach (var member in fields.Json.EnumerateObject())
        {
            if (ChoiceOperator.Find(member.Name) is not { } found)
            {
                continue;
            }

            if (comparison is not null)
            {
                fields.Diagnostics.Schema("A choice rule must have exactly one comparison operator", fields.Location);
                return null;
            }

            if (ParseOperand(found, fields, member) is not { } operand)
            {
                return null;
            }

            comparison = new ComparisonCondition(variable, found, operand);
        }

        if (comparison is null)
        {
            fields.Diagnostics.Schema("A choice rule must have exactly one comparison operator", fields.Location);
        }

        return comparison;
    }

    private static ChoiceOperand? ParseOperand(ChoiceOperator found, FieldReader fields, JsonProperty member)
    {
        if (found.IsPath)
        {
            return fields.Path(member.Name) is { } path ? new ChoiceOperand(default, path) : null;
        }

        if (found.Accepts(member.Value))
        {
            return new ChoiceOperand(member.Value, null);
        }

        fields.Diagnostics.Schema($"Expected value of type {found.OperandType}", fields.At(member.Name));
        return null;
    }
}
