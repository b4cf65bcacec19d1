namespace Workers.Emulator.StatesLanguage;

/// <summary>Chooses the state that follows.</summary>
internal sealed record ChoiceState : State
{
    public override string Type => "Choice";

    public required IReadOnlyList<ChoiceRule> Choices { get; init; }

    /// <summary>The state that follows when no rule holds; null when that is an error.</summary>
    public string? Default { get; init; }

    /// <summary>The first rule that holds; null when the default applies (with the state's own Assign and Output).</summary>
    /// <exception cref="StatesErrorException">States.Runtime: no rule holds and there is no default.</exception>
    public ChoiceRule? Select(in EvaluationScope scope)
    {
        foreach (var rule in Choices)
        {
            if (rule.Evaluate(scope))
            {
                return rule;
            }
        }

        return Default is not null
            ? null
            : throw new StatesErrorException(
                ErrorNames.Runtime,
                "Failed to transition out of the state. The state does not point to a next state."
            );
    }
}

/// <summary>A rule of a Choice state.</summary>
internal sealed record ChoiceRule
{
    public required ChoiceCondition Condition { get; init; }

    public required string Next { get; init; }

    /// <summary>The variables to assign when the rule is chosen.</summary>
    public PayloadTemplate? Assign { get; init; }

    /// <summary>The output of a JSONata state when the rule is chosen; null when the input is the output.</summary>
    public PayloadTemplate? Output { get; init; }

    /// <summary>Whether the rule holds.</summary>
    /// <exception cref="StatesErrorException">States.Runtime: a variable that the rule compares is not there.</exception>
    public bool Evaluate(in EvaluationScope scope) => Condition.Holds(scope);
}
