namespace Workers.Hosting.Telemetry;

/// <summary>The results of one source, and polls that are not the runtime's: counted for metrics and for the worker's last words.</summary>
internal sealed class SourceTally(WorkerTelemetry worker, string name)
{
    private readonly long[] _results = new long[3];
    private readonly long[] _polls = new long[3];
    private readonly KeyValuePair<string, object?> _name = new("workers.source", name);

    public string Name { get; } = name;

    /// <summary>Whether there is anything to tell.</summary>
    public bool IsEmpty => _results.Sum() + _polls.Sum() == 0;

    public void ResultSent(ResultOutcome outcome)
    {
        Interlocked.Increment(ref _results[(int)outcome]);
        worker.Results.Add(1, _name, new("workers.result.outcome", Word(outcome)));
    }

    public void Polled(PollResult result)
    {
        Interlocked.Increment(ref _polls[(int)result]);
        worker.Polls.Add(1, _name, new("workers.poll.result", SourceTelemetry.Word(result)));
    }

    /// <summary>One line for the end of the log.</summary>
    public string Summary()
    {
        var results =
            $"{_results[(int)ResultOutcome.Accepted]} results accepted, {_results[(int)ResultOutcome.Closed]} came too late, "
            + $"{_results[(int)ResultOutcome.GivenUp]} given up";
        return _polls.Sum() == 0
            ? results
            : $"{_polls[(int)PollResult.Received]} tasks taken by {_polls.Sum()} polls, of which {_polls[(int)PollResult.Failed]} failed; {results}";
    }

    private static string Word(ResultOutcome outcome) =>
        outcome switch
        {
            ResultOutcome.Accepted => "accepted",
            ResultOutcome.Closed => "closed",
            _ => "given_up",
        };
}
