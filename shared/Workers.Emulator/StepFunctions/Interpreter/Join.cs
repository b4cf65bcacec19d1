using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>Waits for all lines of a Parallel or Map state, or for the first that fails.</summary>
internal sealed class Join
{
    private readonly JsonElement[] _outputs;
    private readonly Lane?[] _lanes;
    private readonly JsonElement[]? _items;
    private readonly BranchPoints? _earlier;

    // Asynchronous: lines that were started on the same turn get theirs before the state ends.
    private readonly TaskCompletionSource<End> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing;

    /// <summary>Waits for so many lines.</summary>
    /// <param name="lines">How many.</param>
    /// <param name="items">The items that they are for; null for the branches of a Parallel state.</param>
    /// <param name="earlier">How the lines were left before a redrive: what has succeeded then is not run again.</param>
    public Join(int lines, JsonElement[]? items = null, BranchPoints? earlier = null)
    {
        _outputs = new JsonElement[lines];
        _lanes = new Lane?[lines];
        _items = items;
        _earlier = earlier;
        _missing = lines;
        for (var i = 0; i < lines; i++)
        {
            if (earlier?.Branches[i].Output is { } output)
            {
                _outputs[i] = output;
                _missing--;
            }
        }

        Unfinished = [.. Enumerable.Range(0, lines).Where(i => _outputs[i].ValueKind == JsonValueKind.Undefined)];
        if (_missing == 0)
        {
            _end.SetResult(new End(_outputs, null, null));
        }
    }

    public Task<End> Task => _end.Task;

    /// <summary>The lines that are to run, by their places.</summary>
    public IReadOnlyList<int> Unfinished { get; }

    /// <summary>Where a line goes on; null when it begins.</summary>
    public RedrivePoint? EarlierPoint(int index) => _earlier?.Branches[index].Point;

    /// <summary>Notes that a line has begun.</summary>
    public void Begin(int index, Lane lane) => _lanes[index] = lane;

    public void Finish(int index, Lane lane, StateResult result)
    {
        if (result.Output is { } output)
        {
            _outputs[index] = output.Element;
            _lanes[index] = null;
            if (--_missing == 0)
            {
                _end.TrySetResult(new End(_outputs, null, lane));
            }
        }
        else if (result.Error is { } error)
        {
            _end.TrySetResult(new End(null, error, lane));
        }
    }

    public void Fault(Exception fault) => _end.TrySetException(fault);

    public void Stop() => _end.TrySetResult(new End(null, null, null));

    /// <summary>How far each line is.</summary>
    public BranchPoints ToBranchPoints() =>
        new(
            _items,
            [
                .. _outputs.Select(
                    (output, i) =>
                        output.ValueKind != JsonValueKind.Undefined
                            ? new BranchPoint(output, null)
                            : new BranchPoint(null, _lanes[i]?.ToRedrivePoint() ?? EarlierPoint(i))
                ),
            ]
        );

    /// <summary>How it came out.</summary>
    /// <param name="Outputs">What the lines put out, in their order; null unless all succeeded.</param>
    /// <param name="Error">The first error; null unless a line failed.</param>
    /// <param name="Lane">The line that was last, or that failed.</param>
    internal sealed record End(JsonElement[]? Outputs, StateError? Error, Lane? Lane);
}
