using System.Collections.Concurrent;

namespace Workers.Emulator.StepFunctions;

/// <summary>The open tasks of all executions by their tokens.</summary>
internal sealed class TaskRegistry(TimeProvider timeProvider, StepFunctionsStatistics statistics)
{
    private readonly ConcurrentDictionary<string, PendingTask> _open = new(StringComparer.Ordinal);
    private readonly TokenSeal _seal = new();

    public TimeProvider TimeProvider { get; } = timeProvider;

    public string NewToken(TaskCounters counters) => _seal.Create(counters.Id);

    public void Add(PendingTask task)
    {
        task.Counters.Scheduled.Increment();
        _open[task.Token] = task;
    }

    /// <summary>Takes a task out, so that nobody else can close it.</summary>
    public bool TryRemove(PendingTask task)
    {
        if (!_open.TryRemove(KeyValuePair.Create(task.Token, task)))
        {
            return false;
        }

        task.IsClosed = true;
        task.Activity?.Forget(task);
        return true;
    }

    /// <summary>Refuses a report for a token that has no open task.</summary>
    /// <exception cref="Protocol.AwsErrorException">InvalidToken, TaskTimedOut or TaskDoesNotExist.</exception>
    public void Require(string token) => Find(token, isReport: true);

    /// <summary>Closes the task of a token.</summary>
    /// <exception cref="Protocol.AwsErrorException">InvalidToken, TaskTimedOut or TaskDoesNotExist.</exception>
    public void Close(string token, TaskOutcome outcome)
    {
        var task = Find(token, isReport: true);
        if (!TryRemove(task))
        {
            task.Counters.DuplicateReports.Increment();
            throw SfnErrors.TaskTimedOut();
        }

        task.Complete(outcome);
    }

    /// <summary>Notes a sign of life.</summary>
    /// <exception cref="Protocol.AwsErrorException">InvalidToken, TaskTimedOut or TaskDoesNotExist.</exception>
    public void Beat(string token) => Find(token, isReport: false).Beat();

    private PendingTask Find(string token, bool isReport)
    {
        if (_open.TryGetValue(token, out var task))
        {
            return task.Activity is { IsDeleted: true } ? throw SfnErrors.TaskDoesNotExist() : task;
        }

        if (!_seal.TryOpen(token, out var tasksId))
        {
            throw SfnErrors.InvalidToken();
        }

        if (isReport)
        {
            statistics.CountDuplicateReport(tasksId);
        }

        throw SfnErrors.TaskTimedOut();
    }
}
