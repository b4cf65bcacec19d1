using System.Text.Json;
using Workers.Emulator.Jsonata;

namespace Workers.Emulator.StatesLanguage;

/// <summary>A JSONata expression given for a field.</summary>
internal sealed class JsonataExpression(JsonataProgram program) : Expression
{
    public override string Text => program.Text;

    public override void CollectVariables(ISet<string> variables) => variables.UnionWith(program.Variables.Where(name => name != "states"));

    public override JsonElement Evaluate(in EvaluationScope scope, string field)
    {
        var value = Run(scope, field);
        return JsonValues.IsJson(value)
            ? Json.Build(value, static (writer, result) => JsonValues.Write(writer, result))
            : throw Failure(field, "returned an unsupported result type.");
    }

    /// <summary>The value, which must be of a certain kind.</summary>
    /// <param name="scope">What it is evaluated against.</param>
    /// <param name="field">The field it is given for, as messages name it.</param>
    /// <param name="type">The type it must have, as messages name it, for example <c>array</c>.</param>
    /// <exception cref="StatesErrorException">States.QueryEvaluationError: it has no value, or one of another type.</exception>
    public JsonElement Evaluate(in EvaluationScope scope, string field, string type)
    {
        var value = Evaluate(scope, field);
        var found = TypeOf(value);
        return found == type ? value : throw UnexpectedType(field, type, found, value);
    }

    /// <summary>The error for a value of the wrong type.</summary>
    public StatesErrorException UnexpectedType(string field, string wanted, string found, JsonElement value) =>
        Failure(field, $"returned an unexpected result type. Expected '{wanted}', but was '{found}' for value: {Json.ToText(value)}");

    /// <summary>The type of a value as messages name it.</summary>
    public static string TypeOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Array => "array",
            JsonValueKind.Object => "object",
            _ => "null",
        };

    private object Run(in EvaluationScope scope, string field)
    {
        try
        {
            return program.Evaluate(null, new StatesFrame(scope), scope.Context.Now)
                ?? throw Failure(field, "returned nothing (undefined).");
        }
        catch (JsonataException error)
        {
            throw Failure(
                field,
                error.Code.Length > 0
                    ? $"threw an error during evaluation. {error.Code}: {error.Message}"
                    : $"threw an error during evaluation: {error.Message}"
            );
        }
    }

    private StatesErrorException Failure(string field, string what) =>
        StatesErrorException.OfQuery($"The JSONata expression '{Text}' specified for the field '{field}' {what}", field);
}
