using System.Collections;
using Workers.Hosting.Jobs;

namespace Workers.Hosting.Telemetry;

/// <summary>What every log line of a job carries. Never the token.</summary>
internal sealed class JobLogScope(Job job) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 5;

    public KeyValuePair<string, object?> this[int index] =>
        index switch
        {
            0 => new("Source", job.Source.Name),
            1 => new("JobId", job.Context.JobId),
            2 => new("Execution", job.Envelope.Execution),
            3 => new("State", job.Envelope.State),
            4 => new("Attempt", job.Context.Attempt),
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() =>
        $"job {job.Context.JobId} of {job.Source.Name}, state {job.Envelope.State}, attempt {job.Context.Attempt}, {job.Envelope.Execution}";
}
