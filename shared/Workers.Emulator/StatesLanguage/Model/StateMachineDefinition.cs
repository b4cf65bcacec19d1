using Workers.Emulator.StatesLanguage.Parsing;

namespace Workers.Emulator.StatesLanguage;

/// <summary>A state machine, a branch of a Parallel state, or the item processor of a Map state.</summary>
internal sealed record StateMachineDefinition
{
    public required string StartAt { get; init; }

    /// <summary>The states by name, in the definition's order.</summary>
    public required OrderedDictionary<string, State> States { get; init; }

    /// <summary>How long an execution may run, in seconds; null when there is no limit but Step Functions' own (one year).</summary>
    public int? TimeoutSeconds { get; init; }

    public QueryLanguage QueryLanguage { get; init; }

    public string? Comment { get; init; }

    public string? Version { get; init; }

    /// <summary>Reads and checks a definition.</summary>
    /// <param name="json">The definition's text.</param>
    /// <param name="isExpress">Whether it is to run as an Express workflow, which knows fewer service integrations.</param>
    /// <exception cref="InvalidDefinitionException">The text is no valid definition.</exception>
    public static StateMachineDefinition Parse(string json, bool isExpress = false)
    {
        var parser = new DefinitionParser(isExpress);
        return parser.Parse(json) is { } definition && !parser.Diagnostics.HasErrors
            ? definition
            : throw new InvalidDefinitionException(parser.Diagnostics.ToList());
    }

    /// <summary>Reads and checks one state by itself, as TestState gets it: its transitions may lead anywhere.</summary>
    /// <param name="name">The state's name.</param>
    /// <param name="json">The state's text.</param>
    /// <exception cref="InvalidDefinitionException">The text is no valid state.</exception>
    public static State ParseState(string name, string json)
    {
        var parser = new DefinitionParser(isExpress: false);
        return parser.ParseSingleState(name, json) is { } state && !parser.Diagnostics.HasErrors
            ? state
            : throw new InvalidDefinitionException(parser.Diagnostics.ToList());
    }

    /// <summary>The state of a name, in this machine or within its states; null when there is none.</summary>
    public State? Find(string name) =>
        States.TryGetValue(name, out var state)
            ? state
            : States.Values.SelectMany(Inner).Select(machine => machine.Find(name)).FirstOrDefault(found => found is not null);

    /// <summary>The variables that states refer to, by state, as DescribeStateMachine reports them; states that refer to none are left out.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> VariableReferences()
    {
        var references = new OrderedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        CollectReferences(references);
        return references;
    }

    /// <summary>What ValidateStateMachineDefinition finds; no errors means that <see cref="Parse"/> accepts the text.</summary>
    /// <param name="json">The definition's text.</param>
    /// <param name="isExpress">Whether it is to run as an Express workflow.</param>
    public static IReadOnlyList<DefinitionDiagnostic> Validate(string json, bool isExpress = false)
    {
        var parser = new DefinitionParser(isExpress);
        parser.Parse(json);
        return parser.Diagnostics.ToList();
    }

    private static IReadOnlyList<StateMachineDefinition> Inner(State state) =>
        state switch
        {
            ParallelState parallel => parallel.Branches,
            MapState map => [map.ItemProcessor],
            _ => [],
        };

    private void CollectReferences(OrderedDictionary<string, IReadOnlyList<string>> references)
    {
        foreach (var (name, state) in States)
        {
            if (state.VariableReferences.Count > 0)
            {
                references[name] = state.VariableReferences;
            }

            foreach (var machine in Inner(state))
            {
                machine.CollectReferences(references);
            }
        }
    }
}
