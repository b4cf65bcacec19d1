using System.Text.Json;
using Faults.Tests.Schedules;
using Workers.Aws.StepFunctions;
using Workers.Hosting;

namespace Faults.Tests.Runs;

/// <summary>What the runtime promises on any day, and what more on a milder one.</summary>
internal static class Promises
{
    /// <summary>Runs a schedule and lists what was not kept.</summary>
    public static async Task<IReadOnlyList<string>> BrokenAsync(ScheduleRun run, Schedule schedule)
    {
        var executions = await run.RunAsync();
        var returned = new int[executions.Count];
        for (var job = 0; job < executions.Count; job++)
        {
            CheckEnd(run.Diary, schedule, job, executions[job]);
            if (schedule.Terms.IsIdempotent && executions[job].Status == "SUCCEEDED")
            {
                CheckKept(run, job, executions[job]);
            }

            if (schedule.Mood is not Mood.Rough)
            {
                returned[job] = CheckHistory(run.Diary, schedule, job, await run.HistoryAsync(executions[job]));
            }
        }

        foreach (var queue in run.Queues)
        {
            Expect(run.Diary, await run.DrainAsync(queue) == 0, $"messages are left in {queue.Split('/')[^1]}");
        }

        // A worker that stops gives back no more than what runs and what its open polls bring.
        var most = run.Diary.Stops.Count * schedule.Slots;
        Expect(
            run.Diary,
            schedule.Mood is Mood.Rough || returned.Sum() <= most,
            $"{returned.Sum()} jobs failed as Worker.Shutdown, at most {most} were due"
        );

        // After the queues are empty, so that a run too many has had its time.
        RunChecks.Check(run.Diary, schedule, returned);
        return run.Diary.Violations;
    }

    private static void CheckEnd(Diary diary, Schedule schedule, int number, ExecutionDescription execution)
    {
        // Whoever dies as often as the queue allows with a message takes its job along, which is told by name.
        var isGivenUp = schedule is { Mood: Mood.Rough, HasFewReceives: true } && execution.Error == WorkerErrors.DeadLettered;
        if (isGivenUp && execution.Status == "FAILED")
        {
            return;
        }

        if (schedule.Jobs[number].Script is Script.Fails)
        {
            var isScripted = execution is { Status: "FAILED", Error: ScriptedHandler.Failure };
            Expect(diary, isScripted, $"job {number} ended as {execution.Status} {execution.Error} instead of {ScriptedHandler.Failure}");
            return;
        }

        var done = Output(execution);
        Expect(
            diary,
            execution.Status == "SUCCEEDED" && done?.Job == number && done.Square == number * number,
            $"job {number} ended as {execution.Status} {execution.Error} with {execution.Output}"
        );
        Expect(
            diary,
            diary.Runs.Any(run => run.Job == number && run.Number == done?.Run && run.EndedWell),
            $"job {number} was reported but never done"
        );
    }

    private static void CheckKept(ScheduleRun run, int job, ExecutionDescription execution) =>
        Expect(
            run.Diary,
            run.Kept.Of(job) is { } kept && kept == Output(execution),
            $"job {job} ended with {execution.Output}, but {run.Kept.Of(job)} was stored"
        );

    private static Done? Output(ExecutionDescription execution) =>
        execution.Output is { } text ? JsonSerializer.Deserialize(text, WorkJson.Default.Done) : null;

    // What may fail is what the script says, and what a stop gives back.
    private static int CheckHistory(Diary diary, Schedule schedule, int number, IReadOnlyList<HistoryEvent> history)
    {
        Expect(
            diary,
            !history.Any(entry => entry.Type is "ActivityTimedOut" or "TaskTimedOut"),
            $"a task of job {number} timed out, though nothing was lost"
        );
        var scripted = schedule.Jobs[number].Script is Script.Fails ? ScriptedHandler.Failure : nameof(InvalidOperationException);
        var errors = history.Select(Error).OfType<string>().ToList();
        var returned = errors.Count(error => error == WorkerErrors.Shutdown);
        Expect(
            diary,
            errors.TrueForAll(error => error == scripted || error == WorkerErrors.Shutdown),
            $"job {number} met the errors [{string.Join(", ", errors)}] without a cause"
        );
        return returned;
    }

    private static string? Error(HistoryEvent entry) =>
        entry.Type switch
        {
            "ActivityFailed" => entry.Details!["activityFailedEventDetails"].GetProperty("error").GetString(),
            "TaskFailed" => entry.Details!["taskFailedEventDetails"].GetProperty("error").GetString(),
            _ => null,
        };

    private static void Expect(Diary diary, bool holds, string otherwise)
    {
        if (!holds)
        {
            diary.Violated(otherwise);
        }
    }
}
