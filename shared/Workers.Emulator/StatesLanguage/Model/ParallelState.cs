namespace Workers.Emulator.StatesLanguage;

/// <summary>Runs branches side by side on the same payload.</summary>
internal sealed record ParallelState : WorkState
{
    public override string Type => "Parallel";

    public required IReadOnlyList<StateMachineDefinition> Branches { get; init; }
}
