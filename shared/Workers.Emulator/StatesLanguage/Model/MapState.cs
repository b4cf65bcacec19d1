using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>Runs a processor once for each item.</summary>
internal sealed record MapState : WorkState
{
    public override string Type => "Map";

    /// <summary>The processor of one item (legacy name: Iterator).</summary>
    public required StateMachineDefinition ItemProcessor { get; init; }

    /// <summary>Whether the iterations are to run as child executions.</summary>
    public bool IsDistributed { get; init; }

    /// <summary>The child executions' type, <c>STANDARD</c> or <c>EXPRESS</c>; null for an inline Map.</summary>
    public string? ExecutionType { get; init; }

    /// <summary>Where the items are in the effective input.</summary>
    public JsonPath? ItemsPath { get; init; }

    /// <summary>The items of a JSONata state.</summary>
    public PayloadTemplate? Items { get; init; }

    /// <summary>What each iteration gets instead of its item (legacy name: Parameters).</summary>
    public PayloadTemplate? ItemSelector { get; init; }

    /// <summary>How many iterations run at a time.</summary>
    public NumberField? MaxConcurrency { get; init; }

    public NumberField? ToleratedFailureCount { get; init; }

    public NumberField? ToleratedFailurePercentage { get; init; }

    /// <summary>Begins the names of child executions' machines; null when Step Functions makes one up.</summary>
    public string? Label { get; init; }

    /// <summary>Where the items are; null when they are in the input.</summary>
    public ItemReader? ItemReader { get; init; }

    public ItemBatcher? ItemBatcher { get; init; }

    /// <summary>What becomes of the results; null when they are the output.</summary>
    public ResultWriter? ResultWriter { get; init; }

    /// <summary>The items to process.</summary>
    /// <exception cref="StatesErrorException">States.ReferencePathConflict: the path leads nowhere; States.Runtime: not to an array.</exception>
    public JsonElement ResolveItems(in EvaluationScope scope)
    {
        if (QueryLanguage == QueryLanguage.Jsonata)
        {
            return EvaluateItems(scope);
        }

        var items = ItemsPath is null ? scope.Input : FindItems(ItemsPath, scope);
        return items.ValueKind == JsonValueKind.Array
            ? items
            : throw new StatesErrorException(ErrorNames.Runtime, $"Reference path \"{ItemsPath?.Text ?? "$"}\" must point to array.");
    }

    private JsonElement EvaluateItems(in EvaluationScope scope)
    {
        if (Items?.Whole is { Expression: JsonataExpression expression, Field: var field })
        {
            return expression.Evaluate(scope, field, "array");
        }

        var items = Items?.Evaluate(scope) ?? scope.Input;
        return items.ValueKind == JsonValueKind.Array
            ? items
            : throw StatesErrorException.OfQuery($"Map state input must be an array but was: {Json.ToText(items)}", location: null);
    }

    private static JsonElement FindItems(JsonPath path, in EvaluationScope scope) =>
        path.TryEvaluate(scope, out var items)
            ? items
            : throw ReferencePath.Conflict(path, path.Root == PathRoot.Context ? scope.Context.ToJson() : scope.Input);

    /// <summary>How many iterations run at a time; 0 means as many as possible.</summary>
    /// <exception cref="StatesErrorException">States.Runtime: the path leads nowhere, or to no such number.</exception>
    public int ResolveMaxConcurrency(in EvaluationScope scope)
    {
        var value = MaxConcurrency?.ResolveInteger(scope) ?? 0;
        return value >= 0 ? value : throw new StatesErrorException(ErrorNames.Runtime, "MaxConcurrency cannot be negative.");
    }

    /// <summary>How many iterations may fail; null when the definition does not say.</summary>
    /// <exception cref="StatesErrorException">States.Runtime: the path leads nowhere, or to no such number.</exception>
    public int? ResolveToleratedFailureCount(in EvaluationScope scope)
    {
        var value = ToleratedFailureCount?.ResolveInteger(scope);
        return value is null or >= 0
            ? value
            : throw new StatesErrorException(ErrorNames.Runtime, "ToleratedFailureCount cannot be negative.");
    }

    /// <summary>What share of the iterations may fail, in percent; null when the definition does not say.</summary>
    /// <exception cref="StatesErrorException">States.Runtime: the path leads nowhere, or to no such number.</exception>
    public double? ResolveToleratedFailurePercentage(in EvaluationScope scope)
    {
        var value = ToleratedFailurePercentage?.ResolveFloat(scope);
        return value is null or (>= 0 and <= 100)
            ? value
            : throw new StatesErrorException(ErrorNames.Runtime, "ToleratedFailurePercentage must be between 0 and 100.");
    }
}
