using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>Text of a definition that stands for a value found at run time: a path, a call of an intrinsic function, a JSONata expression.</summary>
internal abstract class Expression
{
    /// <summary>The expression as the definition spells it.</summary>
    public abstract string Text { get; }

    /// <summary>The value that the expression stands for.</summary>
    /// <param name="scope">What it is evaluated against.</param>
    /// <param name="field">The field it is given for, as messages name it.</param>
    /// <exception cref="StatesErrorException">It has no value.</exception>
    public abstract JsonElement Evaluate(in EvaluationScope scope, string field);

    /// <summary>Adds the variables that the expression refers to.</summary>
    public virtual void CollectVariables(ISet<string> variables) { }
}

/// <summary>A path given for a field.</summary>
internal sealed class PathExpression(JsonPath path) : Expression
{
    public JsonPath Path { get; } = path;

    public override string Text => Path.Text;

    public override void CollectVariables(ISet<string> variables)
    {
        if (Path.Variable is not null)
        {
            variables.Add(Path.Variable);
        }
    }

    public override JsonElement Evaluate(in EvaluationScope scope, string field)
    {
        if (Path.TryEvaluate(scope, out var value))
        {
            return value;
        }

        // An index beyond an array's end denotes null here, though not where else paths are used.
        return Path.LeadsBeyondArray(scope)
            ? Json.Null
            : throw new StatesErrorException(
                ErrorNames.Runtime,
                $"The JSONPath '{Text}' specified for the field '{field}' could not be found in the input '{Json.ToText(scope.Input)}'"
            );
    }
}

/// <summary>A fixed truth value where an expression may stand.</summary>
internal sealed class ConstantExpression(bool value) : Expression
{
    public override string Text { get; } = value ? "true" : "false";

    public override JsonElement Evaluate(in EvaluationScope scope, string field) => Json.FromBoolean(value);
}
