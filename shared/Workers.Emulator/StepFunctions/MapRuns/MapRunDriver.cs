using System.Text;
using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>Runs the child executions of a map run, so many at a time. All of it happens within the parent's loop.</summary>
/// <param name="run">The run: its entries without a child that has succeeded are run.</param>
/// <param name="start">Starts an entry's child, or starts it again; null when that may not be.</param>
internal sealed class MapRunDriver(MapRun run, Func<MapRunEntry, Execution?> start)
{
    // Step Functions runs up to 10,000; here all of them share the machine's few cores.
    private const int MostChildrenAtATime = 1_000;

    private readonly TaskCompletionSource<StateResult> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<Execution> _open = [];
    private readonly Queue<MapRunEntry> _waiting = new(run.Entries.Where(entry => entry.Child?.Status != ExecutionStatus.SUCCEEDED));
    private readonly long _items = run.Entries.Sum(entry => (long)entry.Items);
    private long _failed;
    private bool _isAdvancing;
    private bool _isFailing;

    /// <summary>The children's outputs in the items' order, without those of tolerated failures; or the error.</summary>
    public Task<StateResult> Result => _end.Task;

    public void Start()
    {
        run.OnChanged = Advance;
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
        // A child that may not be redriven counts as failed at once, from within the loop below.
        if (_end.Task.IsCompleted || _isAdvancing)
        {
            return;
        }

        _isAdvancing = true;
        while (_waiting.Count > 0 && _open.Count < MostAtATime && !_isFailing && !IsIntolerable)
        {
            StartOne(_waiting.Dequeue());
        }

        _isAdvancing = false;
        if (IsIntolerable && !_isFailing)
        {
            _isFailing = true;
            AbortOpen();
        }

        if (_isFailing && _open.Count == 0)
        {
            _end.TrySetResult(StateResult.Failed(StateError.ToleranceExceeded));
        }
        else if (_waiting.Count == 0 && _open.Count == 0)
        {
            _end.TrySetResult(StateResult.Succeeded(new Payload(Json.FromArray(Outputs()))));
        }
    }

    private int MostAtATime =>
        run.Settings.MaxConcurrency == 0 ? MostChildrenAtATime : Math.Min(run.Settings.MaxConcurrency, MostChildrenAtATime);

    private bool IsIntolerable =>
        _failed > run.Settings.ToleratedFailureCount && _failed * 100.0 / _items > run.Settings.ToleratedFailurePercentage;

    private void StartOne(MapRunEntry entry)
    {
        if (start(entry) is not { } child)
        {
            _failed += entry.Items;
            entry.AwaitsRedrive = false;
            return;
        }

        run.NoteStart(entry, child);
        _open.Add(child);
        child.WhenEnded(ended =>
            run.Execution.Loop.Enqueue(static end => end.Driver.Note(end.Entry, end.Child), new ChildEnd(this, entry, ended))
        );
    }

    private void Note(MapRunEntry entry, Execution child)
    {
        _open.Remove(child);
        _failed += child.Status == ExecutionStatus.SUCCEEDED ? 0 : entry.Items;
        Advance();
    }

    private List<JsonElement> Outputs() =>
        [
            .. run
                .Entries.Select(entry => entry.Child?.End?.Output)
                .OfType<byte[]>()
                .Select(output => Json.Parse(Encoding.UTF8.GetString(output))),
        ];

    private void AbortOpen()
    {
        foreach (var child in _open)
        {
            child.Interpreter?.Abort(error: null, cause: null);
        }
    }

    private sealed record ChildEnd(MapRunDriver Driver, MapRunEntry Entry, Execution Child);
}
