using Faults.Tests.Schedules;

namespace Faults.Tests.Runs;

/// <summary>A handler's run. It has ended well when it returned a result.</summary>
internal sealed class HandlerRun(int number, int job, int attempt, int worker, TimeSpan began)
{
    public int Number => number;

    public TimeSpan Began => began;

    /// <summary>Whether the handler has returned or thrown, or its process has ended in good order.</summary>
    public bool IsOver { get; set; }

    public int Job => job;

    public int Attempt => attempt;

    public int Worker => worker;

    public bool EndedWell { get; set; }
}

/// <summary>What was seen in a run of a schedule.</summary>
internal sealed class Diary(Func<TimeSpan> elapsed)
{
    private readonly Lock _lock = new();
    private readonly List<string> _notes = [];
    private readonly List<string> _violations = [];
    private readonly List<HandlerRun> _runs = [];
    private readonly HashSet<int> _hurt = [];
    private readonly List<(int Worker, TimeSpan At)> _stops = [];

    public TimeSpan Now => elapsed();

    /// <summary>When which worker was told to stop.</summary>
    public IReadOnlyList<(int Worker, TimeSpan At)> Stops => Copy(_stops);

    public IReadOnlyList<string> Violations => Copy(_violations);

    public IReadOnlyList<HandlerRun> Runs => Copy(_runs);

    public string Notes => string.Join('\n', Copy(_notes));

    public void Note(string what)
    {
        lock (_lock)
        {
            _notes.Add($"  {Schedule.Text(elapsed())} {what}");
        }
    }

    public void Violated(string promise)
    {
        Note($"VIOLATION: {promise}");
        lock (_lock)
        {
            _violations.Add($"{Schedule.Text(elapsed())}: {promise}");
        }
    }

    public HandlerRun Begin(int job, int attempt, int worker)
    {
        HandlerRun run;
        lock (_lock)
        {
            run = new HandlerRun(_runs.Count, job, attempt, worker, Now);
            _runs.Add(run);
        }

        Note($"worker {worker} runs job {job}, attempt {attempt}");
        return run;
    }

    /// <summary>The worker is killed, cut off or made to stand still.</summary>
    public void Hurt(int worker)
    {
        lock (_lock)
        {
            _hurt.Add(worker);
        }
    }

    /// <summary>Whether that has ever happened to the worker.</summary>
    public bool IsHurt(int worker)
    {
        lock (_lock)
        {
            return _hurt.Contains(worker);
        }
    }

    public void Stopping(int worker)
    {
        lock (_lock)
        {
            _stops.Add((worker, Now));
        }
    }

    /// <summary>The worker's process has ended, and with it whatever it did.</summary>
    public void Stopped(int worker)
    {
        Note($"worker {worker} has stopped");
        foreach (var run in Runs.Where(run => run.Worker == worker))
        {
            run.IsOver = true;
        }
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_lock)
        {
            return [.. list];
        }
    }
}
