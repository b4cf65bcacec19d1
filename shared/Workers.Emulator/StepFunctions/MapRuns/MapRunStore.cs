using System.Collections.Concurrent;

namespace Workers.Emulator.StepFunctions;

/// <summary>The map runs: as many of the latest as executions are kept.</summary>
/// <param name="retained">How many runs are kept.</param>
internal sealed class MapRunStore(int retained)
{
    private readonly ConcurrentDictionary<string, MapRun> _byArn = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<MapRun> _oldest = [];

    public void Add(MapRun run)
    {
        _byArn[run.Arn] = run;
        _oldest.Enqueue(run);
        if (_oldest.Count > retained && _oldest.TryDequeue(out var forgotten))
        {
            _byArn.TryRemove(forgotten.Arn, out _);
        }
    }

    /// <summary>The run of a request.</summary>
    /// <exception cref="Protocol.AwsErrorException">InvalidArn or ResourceNotFound.</exception>
    public MapRun Get(string arn)
    {
        Arns.Require(arn, "mapRun");
        return _byArn.TryGetValue(arn, out var run) ? run : throw SfnErrors.ResourceNotFound(arn);
    }

    /// <summary>The runs of an execution, the newest first.</summary>
    public IReadOnlyList<MapRun> OfExecution(string executionArn) =>
        [.. _byArn.Values.Where(run => run.Execution.Arn == executionArn).OrderByDescending(run => run.Started)];
}
