namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Checks that every transition leads to a state of the same machine, that every state is reached, and that there is an end.</summary>
internal sealed class TransitionChecker
{
    private readonly OrderedDictionary<string, State> states;
    private readonly string machine;
    private readonly DiagnosticList diagnostics;
    private readonly HashSet<string> reached = new(StringComparer.Ordinal);

    private TransitionChecker(OrderedDictionary<string, State> states, string machine, DiagnosticList diagnostics)
    {
        this.states = states;
        this.machine = machine;
        this.diagnostics = diagnostics;
    }

    /// <param name="startAt">The first state.</param>
    /// <param name="states">The machine's states.</param>
    /// <param name="machine">Where the machine is in the definition.</param>
    /// <param name="diagnostics">Where findings go.</param>
    public static void Check(string startAt, OrderedDictionary<string, State> states, string machine, DiagnosticList diagnostics)
    {
        var checker = new TransitionChecker(states, machine, diagnostics);
        checker.Follow(startAt, $"{machine}/StartAt");
        foreach (var state in states.Values)
        {
            checker.FollowAll(state);
        }

        if (states.Values.Any(state => state.IsEnd || state is FailState))
        {
            checker.ReportUnreached();
        }
        else
        {
            diagnostics.Add(DiagnosticCodes.MissingEndState, "Workflow has no terminal state", location: null);
        }
    }

    private void FollowAll(State state)
    {
        var location = $"{machine}/States/{state.Name}";
        Follow(state.Next, $"{location}/Next");
        if (state is ChoiceState choice)
        {
            for (var i = 0; i < choice.Choices.Count; i++)
            {
                Follow(choice.Choices[i].Next, $"{location}/Choices[{i}]/Next");
            }

            Follow(choice.Default, $"{location}/Default");
        }
        else if (state is WorkState work)
        {
            for (var i = 0; i < work.Catch.Count; i++)
            {
                Follow(work.Catch[i].Next, $"{location}/Catch[{i}]/Next");
            }
        }
    }

    private void Follow(string? target, string location)
    {
        if (target is null)
        {
            return;
        }

        reached.Add(target);
        if (!states.ContainsKey(target))
        {
            // Step Functions calls every kind of transition 'Next' here.
            diagnostics.Add(DiagnosticCodes.MissingTransitionTarget, $"Missing 'Next' target: {target}", location);
        }
    }

    private void ReportUnreached()
    {
        foreach (var name in states.Keys)
        {
            if (!reached.Contains(name))
            {
                diagnostics.Add(DiagnosticCodes.MissingTransitionTarget, $"State \"{name}\" is not reachable.", $"{machine}/States/{name}");
            }
        }
    }
}
