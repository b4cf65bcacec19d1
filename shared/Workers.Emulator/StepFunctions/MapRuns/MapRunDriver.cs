using System.Text;
using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>Runs the child executions of a map run, so many at a time. All of it happens within the parent's loop.</summary>
/// <param name="run">The run.</param>
/// <param name="inputs">The children's inputs.</param>
/// <param name="start">Starts a child.</param>
internal sealed class MapRunDriver(MapRun run, IReadOnlyList<JsonElement> inputs, Func<JsonElement, Execution> start)
{
    // Step Functions runs up to 10,000; here all of them share the machine's few cores.
    private const int MostChildrenAtATime = 1_000;

    private readonly JsonElement?[] _outputs = new JsonElement?[inputs.Count];
    private readonly TaskCompletionSource<StateResult> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<Execution> _open = [];
    private int _next;
    private int _done;
    private int _failed;

    /// <summary>The children's outputs in the items' order, without those of tolerated failures; or the error.</summary>
    public Task<StateResult> Result => _end.Task;

    public void Start()
    {
        run.Expect(inputs.Count);
        Advance();
    }

    /// <summary>Ends the run: the children that still run are aborted.</summary>
    public void Stop()
    {
        if (_end.TrySetResult(StateResult.Stopped))
        {
            AbortOpen();
        }
    }

    private void Advance()
    {
        if (_end.Task.IsCompleted)
        {
            return;
        }

        if (_done == inputs.Count)
        {
            var outputs = _outputs.OfType<JsonElement>().ToList();
            _end.TrySetResult(StateResult.Succeeded(new Payload(Json.FromArray(outputs))));
            return;
        }

        var most = run.MaxConcurrency == 0 ? MostChildrenAtATime : Math.Min(run.MaxConcurrency, MostChildrenAtATime);
        while (_next < inputs.Count && _open.Count < most)
        {
            var index = _next++;
            var child = start(inputs[index]);
            run.Add(child);
            _open.Add(child);
            child.WhenEnded(ended =>
                run.Execution.Loop.Enqueue(static end => end.Driver.Note(end.Index, end.Child), new ChildEnd(this, index, ended))
            );
        }
    }

    private void Note(int index, Execution child)
    {
        _open.Remove(child);
        _done++;
        if (child.End!.Output is { } output)
        {
            _outputs[index] = Json.Parse(Encoding.UTF8.GetString(output));
        }
        else
        {
            _failed++;
        }

        if (IsIntolerable && _end.TrySetResult(StateResult.Failed(StateError.ToleranceExceeded)))
        {
            AbortOpen();
        }

        Advance();
    }

    private bool IsIntolerable => _failed > run.ToleratedFailureCount && _failed * 100.0 / inputs.Count > run.ToleratedFailurePercentage;

    private void AbortOpen()
    {
        foreach (var child in _open)
        {
            child.Interpreter?.Abort(error: null, cause: null);
        }
    }

    private sealed record ChildEnd(MapRunDriver Driver, int Index, Execution Child);
}
