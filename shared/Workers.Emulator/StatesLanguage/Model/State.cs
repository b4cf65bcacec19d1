namespace Workers.Emulator.StatesLanguage;

/// <summary>One state of a state machine.</summary>
internal abstract record State
{
    public required string Name { get; init; }

    /// <summary>The type as the definition and the names of history events spell it, for example <c>Task</c>.</summary>
    public abstract string Type { get; }

    public string? Comment { get; init; }

    public QueryLanguage QueryLanguage { get; init; }

    /// <summary>The state that follows; null when the state ends its machine, or (Choice) when its rules decide.</summary>
    public string? Next { get; init; }

    /// <summary>Whether the state ends its machine with success.</summary>
    public bool IsEnd { get; init; }

    /// <summary>Selects the effective input from the raw input. JSONPath only.</summary>
    public SelectionPath InputPath { get; init; } = SelectionPath.Whole;

    /// <summary>Selects the output from what the state produced. JSONPath only.</summary>
    public SelectionPath OutputPath { get; init; } = SelectionPath.Whole;

    /// <summary>The variables to assign when the state ends: an object by name; null when there are none.</summary>
    public PayloadTemplate? Assign { get; init; }

    /// <summary>The variables that the state's own fields refer to, in alphabetical order.</summary>
    public IReadOnlyList<string> VariableReferences { get; init; } = [];

    /// <summary>The output of a JSONata state; null when its result is the output.</summary>
    public PayloadTemplate? Output { get; init; }
}

/// <summary>A state that turns its input into a payload and places a result: Pass, Task, Parallel, Map.</summary>
internal abstract record PayloadState : State
{
    /// <summary>The payload to work with (JSONata's Arguments); null when it is the effective input itself. A Map has none.</summary>
    public PayloadTemplate? Parameters { get; init; }

    /// <summary>Where the result goes in the raw input. JSONPath only.</summary>
    public ReferencePath ResultPath { get; init; } = ReferencePath.Root;
}

/// <summary>A state whose work can fail, be retried and be caught: Task, Parallel, Map.</summary>
internal abstract record WorkState : PayloadState
{
    /// <summary>Makes the result from the work's answer; null when the answer is the result. JSONPath only.</summary>
    public PayloadTemplate? ResultSelector { get; init; }

    public IReadOnlyList<Retrier> Retry { get; init; } = [];

    public IReadOnlyList<Catcher> Catch { get; init; } = [];

    /// <summary>The first retrier for an error, or -1.</summary>
    public int FindRetrier(string errorName)
    {
        for (var i = 0; i < Retry.Count; i++)
        {
            if (Retry[i].Matches(errorName))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The first catcher for an error, or null.</summary>
    public Catcher? FindCatcher(string errorName)
    {
        foreach (var catcher in Catch)
        {
            if (catcher.Matches(errorName))
            {
                return catcher;
            }
        }

        return null;
    }
}
