using System.Text.Json;
using Workers.Emulator.Jsonata;

namespace Workers.Emulator.StatesLanguage;

/// <summary>The variables of an expression in a state: the execution's own, and <c>$states</c>.</summary>
internal sealed class StatesFrame(EvaluationScope scope) : Frame(BuiltIns.Frame)
{
    private const string States = "states";

    protected override bool TryFindHere(string name, out object? value)
    {
        if (base.TryFindHere(name, out value))
        {
            return true;
        }

        if (name == States)
        {
            value = Describe();
        }
        else if (scope.Variables.TryGetValue(name, out var variable))
        {
            value = JsonValues.FromJson(variable);
        }
        else
        {
            return false;
        }

        Bind(name, value);
        return true;
    }

    private ObjectValue Describe()
    {
        var states = new ObjectValue();
        states.Set("input", JsonValues.FromJson(scope.Input));
        if (scope.Result.ValueKind != JsonValueKind.Undefined)
        {
            states.Set("result", JsonValues.FromJson(scope.Result));
        }

        if (scope.ErrorOutput.ValueKind != JsonValueKind.Undefined)
        {
            states.Set("errorOutput", JsonValues.FromJson(scope.ErrorOutput));
        }

        states.Defer("context", () => JsonValues.FromJson(scope.Context.ToJson()));
        return states;
    }
}
