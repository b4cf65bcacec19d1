using Faults.Tests.Schedules;

namespace Faults.Tests.Runs;

/// <summary>A handler's run. It has ended well when it returned a result.</summary>
internal sealed class HandlerRun(int job, int attempt, int worker)
{
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

    public TimeSpan Now => elapsed();

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
        var run = new HandlerRun(job, attempt, worker);
        Note($"worker {worker} runs job {job}, attempt {attempt}");
        lock (_lock)
        {
            _runs.Add(run);
        }

        return run;
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_lock)
        {
            return [.. list];
        }
    }
}
