using System.Text.Json;
using Faults.Tests.Schedules;
using Workers.Hosting.Stores;

namespace Faults.Tests.Runs;

/// <summary>The results that idempotency has stored: one for each job, after which its handler does not run again.</summary>
internal sealed class KeptResults(Diary diary, Schedule schedule)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Done Done, TimeSpan At)> _byKey = new(StringComparer.Ordinal);

    /// <summary>The result of a job, if one is stored.</summary>
    public Done? Of(int job)
    {
        lock (_lock)
        {
            return _byKey.Values.Select(kept => kept.Done).SingleOrDefault(done => done.Job == job);
        }
    }

    /// <summary>Takes note of what is written to the record store.</summary>
    public void Written(StoredRecord record)
    {
        using var document = JsonDocument.Parse(record.Value);
        if (document.RootElement.GetProperty("state").GetString() != "Succeeded")
        {
            return;
        }

        var done = document.RootElement.GetProperty("output").Deserialize(WorkJson.Default.Done)!;
        lock (_lock)
        {
            if (!_byKey.TryAdd(record.Key.Id, (done, diary.Now)) && _byKey[record.Key.Id].Done != done)
            {
                diary.Violated($"another result of job {done.Job} was stored over the first");
            }
        }
    }

    /// <summary>A handler begins.</summary>
    public void Begins(int job)
    {
        if (!schedule.Terms.IsIdempotent)
        {
            return;
        }

        // Whoever is cut off, or stands still, may not see that others have taken over.
        if (diary.Runs.Any(run => run.Job == job && !run.IsOver && !diary.IsHurt(run.Worker)))
        {
            diary.Violated($"job {job} ran twice at a time");
        }

        lock (_lock)
        {
            if (_byKey.Values.Any(kept => kept.Done.Job == job && kept.At < diary.Now))
            {
                diary.Violated($"job {job} ran again after its result was stored");
            }
        }
    }
}
