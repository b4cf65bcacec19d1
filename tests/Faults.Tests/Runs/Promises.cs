using System.Text.Json;
using Faults.Tests.Schedules;
using Workers.Aws.StepFunctions;

namespace Faults.Tests.Runs;

/// <summary>What the runtime promises on any day, and what more on a milder one.</summary>
internal static class Promises
{
    /// <summary>Runs a schedule and lists what was not kept.</summary>
    public static async Task<IReadOnlyList<string>> BrokenAsync(ScheduleRun run, Schedule schedule)
    {
        var executions = await run.RunAsync();
        for (var job = 0; job < executions.Count; job++)
        {
            CheckEnd(run.Diary, schedule.Jobs[job], job, executions[job]);
            if (schedule.Mood is not Mood.Rough)
            {
                CheckTimeouts(run.Diary, job, await run.HistoryAsync(executions[job]));
            }
        }

        if (run.Queue is { } queue)
        {
            Expect(run.Diary, await run.DrainAsync(queue) == 0, "messages are left in the queue");
            Expect(run.Diary, await run.CountAsync(run.DeadLetters!) == 0, "messages are in the dead-letter queue");
        }

        // After the queue is empty, so that a run too many has had its time.
        CheckRuns(run.Diary, schedule);
        return run.Diary.Violations;
    }

    private static void CheckEnd(Diary diary, JobScript job, int number, ExecutionDescription execution)
    {
        if (job.Script is Script.Fails)
        {
            var isScripted = execution is { Status: "FAILED", Error: ScriptedHandler.Failure };
            Expect(diary, isScripted, $"job {number} ended as {execution.Status} {execution.Error} instead of {ScriptedHandler.Failure}");
            return;
        }

        var output = execution.Output is { } text ? JsonSerializer.Deserialize(text, WorkJson.Default.Done) : null;
        Expect(
            diary,
            execution.Status == "SUCCEEDED" && output == new Done(number, number * number),
            $"job {number} ended as {execution.Status} {execution.Error} with {execution.Output}"
        );
        Expect(diary, diary.Runs.Any(run => run.Job == number && run.EndedWell), $"job {number} was reported but never done");
    }

    private static void CheckTimeouts(Diary diary, int number, IReadOnlyList<HistoryEvent> history) =>
        Expect(
            diary,
            !history.Any(entry => entry.Type is "ActivityTimedOut" or "TaskTimedOut"),
            $"a task of job {number} timed out, though nothing was lost"
        );

    private static void CheckRuns(Diary diary, Schedule schedule)
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

        if (schedule.Mood is Mood.Calm or Mood.Gentle)
        {
            for (var job = 0; job < schedule.Jobs.Count; job++)
            {
                var attempts = runs.Where(run => run.Job == job).Select(run => run.Attempt).ToList();
                Expect(
                    diary,
                    attempts.SequenceEqual(Enumerable.Range(0, Attempts(schedule.Jobs[job].Script))),
                    $"job {job} had the attempts [{string.Join(", ", attempts)}] without a cause"
                );
            }
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

    private static void Expect(Diary diary, bool holds, string otherwise)
    {
        if (!holds)
        {
            diary.Violated(otherwise);
        }
    }
}
