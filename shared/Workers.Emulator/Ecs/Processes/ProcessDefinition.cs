namespace Workers.Emulator.Ecs.Processes;

/// <summary>The process that stands for a family's container.</summary>
internal sealed record ProcessDefinition
{
    /// <summary>The program and its fixed arguments, which an override of the command does not touch.</summary>
    public required IReadOnlyList<string> EntryPoint { get; init; }

    /// <summary>Further arguments, for which the override's command stands in if there is one.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Variables; the override's prevail.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where it runs; null for the emulator's own directory.</summary>
    public string? WorkingDirectory { get; init; }
}
