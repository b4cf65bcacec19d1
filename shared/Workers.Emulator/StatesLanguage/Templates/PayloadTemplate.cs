using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>A Parameters, ResultSelector, ItemSelector, Credentials, Assign (and in JSONata Arguments, Output) field, compiled once.</summary>
internal sealed class PayloadTemplate
{
    private readonly TemplateNode root;

    internal PayloadTemplate(TemplateNode root) => this.root = root;

    /// <summary>The expression that the whole field is; null when it is something else.</summary>
    public (Expression Expression, string Field)? Whole => root is ExpressionNode node ? (node.Expression, node.Field) : null;

    /// <summary>The payload for the scope at hand.</summary>
    /// <exception cref="StatesErrorException">A path leads nowhere, or an intrinsic function fails.</exception>
    public JsonElement Evaluate(in EvaluationScope scope)
    {
        switch (root)
        {
            case LiteralNode literal:
                return literal.Value;
            case ExpressionNode expression:
                return expression.Evaluate(scope);
            default:
                return Json.Build((root, scope), static (writer, state) => state.root.Write(writer, state.scope));
        }
    }
}

/// <summary>A part of a template.</summary>
internal abstract class TemplateNode
{
    public abstract void Write(Utf8JsonWriter writer, in EvaluationScope scope);
}

/// <summary>A part without expressions.</summary>
internal sealed class LiteralNode(JsonElement value) : TemplateNode
{
    public JsonElement Value { get; } = value;

    public override void Write(Utf8JsonWriter writer, in EvaluationScope scope) => Value.WriteTo(writer);
}

/// <summary>An expression.</summary>
internal sealed class ExpressionNode(Expression expression, string field) : TemplateNode
{
    public Expression Expression { get; } = expression;

    /// <summary>The field as messages name it.</summary>
    public string Field { get; } = field;

    public JsonElement Evaluate(in EvaluationScope scope) => Expression.Evaluate(scope, Field);

    public override void Write(Utf8JsonWriter writer, in EvaluationScope scope) => Evaluate(scope).WriteTo(writer);
}

/// <summary>An object with expressions in it.</summary>
internal sealed class ObjectNode(IReadOnlyList<(JsonEncodedText Name, TemplateNode Value)> members) : TemplateNode
{
    public override void Write(Utf8JsonWriter writer, in EvaluationScope scope)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            value.Write(writer, scope);
        }

        writer.WriteEndObject();
    }
}

/// <summary>An array with expressions in it.</summary>
internal sealed class ArrayNode(IReadOnlyList<TemplateNode> elements) : TemplateNode
{
    public override void Write(Utf8JsonWriter writer, in EvaluationScope scope)
    {
        writer.WriteStartArray();
        foreach (var element in elements)
        {
            element.Write(writer, scope);
        }

        writer.WriteEndArray();
    }
}
