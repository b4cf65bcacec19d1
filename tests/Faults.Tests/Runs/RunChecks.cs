using Faults.Tests.Schedules;

namespace Faults.Tests.Runs;

/// <summary>How often handlers ran: as often as they had cause to.</summary>
internal static class RunChecks
{
    /// <summary>Checks.</summary>
    /// <param name="diary">What was seen.</param>
    /// <param name="schedule">What was to happen.</param>
    /// <param name="returned">How many tasks of each job were failed as Worker.Shutdown, on a day on which that is known.</param>
    public static void Check(Diary diary, Schedule schedule, IReadOnlyList<int> returned)
    {
        var runs = diary.Runs;
        if (schedule.Pattern is Pattern.Activity)
        {
            // An activity's task is handed out once, so that no attempt has two runs whatever happens.
            foreach (var twice in runs.GroupBy(run => (run.Job, run.Attempt)).Where(group => group.Count() > 1))
            {
                diary.Violated($"attempt {twice.Key.Attempt} of job {twice.Key.Job} ran {twice.Count()} times");
            }
        }

        if (schedule.Mood is Mood.Rough)
        {
            return;
        }

        for (var job = 0; job < schedule.Jobs.Count; job++)
        {
            Check(diary, schedule, job, [.. runs.Where(run => run.Job == job)], returned[job]);
        }
    }

    private static void Check(Diary diary, Schedule schedule, int job, List<HandlerRun> runs, int returned)
    {
        foreach (var (before, after) in runs.Zip(runs.Skip(1)))
        {
            var wasStopped = diary.Stops.Any(stop => stop.Worker == before.Worker && stop.At <= after.Began);
            if (before.Attempt == after.Attempt && !wasStopped)
            {
                diary.Violated($"job {job}, attempt {before.Attempt}, ran again although nothing had stopped it");
            }
        }

        var attempts = runs.Select(run => run.Attempt).Distinct().Order().ToList();
        var due = Attempts(schedule.Jobs[job].Script);
        var hasCause = returned == 0 ? attempts.SequenceEqual(Enumerable.Range(0, due)) : attempts.Count <= due + returned;
        if (!hasCause)
        {
            diary.Violated($"job {job} had the attempts [{string.Join(", ", attempts)}] without a cause");
        }
    }

    // The patterns try a failed task twice more.
    private static int Attempts(Script script) =>
        script switch
        {
            Script.Succeeds => 1,
            Script.ThrowsFirst => 2,
            _ => 3,
        };
}
