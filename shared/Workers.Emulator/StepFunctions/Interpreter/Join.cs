using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>Waits for all lines of a Parallel or Map state, or for the first that fails.</summary>
internal sealed class Join
{
    private readonly JsonElement[] _outputs;

    // Asynchronous: lines that were started on the same turn get theirs before the state ends.
    private readonly TaskCompletionSource<End> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing;

    public Join(int lines)
    {
        _outputs = new JsonElement[lines];
        _missing = lines;
        if (lines == 0)
        {
            _end.SetResult(new End(_outputs, null, null));
        }
    }

    public Task<End> Task => _end.Task;

    public void Finish(int index, Lane lane, StateResult result)
    {
        if (result.Output is { } output)
        {
            _outputs[index] = output.Element;
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

    /// <summary>How it came out.</summary>
    /// <param name="Outputs">What the lines put out, in their order; null unless all succeeded.</param>
    /// <param name="Error">The first error; null unless a line failed.</param>
    /// <param name="Lane">The line that was last, or that failed.</param>
    internal sealed record End(JsonElement[]? Outputs, StateError? Error, Lane? Lane);
}
