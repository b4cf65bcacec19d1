using System.Text.Json.Serialization;
using Faults.Tests.Schedules;
using Workers.Hosting;

namespace Faults.Tests.Runs;

internal sealed record Work(int Job);

internal sealed record Done(int Job, int Square);

[JsonSerializable(typeof(Work))]
[JsonSerializable(typeof(Done))]
internal sealed partial class WorkJson : JsonSerializerContext;

/// <summary>The worker that a handler runs in.</summary>
internal sealed record Place(int Worker, Schedule Schedule, Diary Diary);

/// <summary>Does what the schedule says of its job, by the worker's clock.</summary>
internal sealed class ScriptedHandler(Place place, TimeProvider time) : IJobHandler<Work, Done>
{
    public const string Failure = "Faults.Scripted";

    public async Task<Done> HandleAsync(Work input, JobContext context, CancellationToken cancellationToken)
    {
        var script = place.Schedule.Jobs[input.Job];
        var run = place.Diary.Begin(input.Job, context.Attempt, place.Worker);
        if (script.Duration > TimeSpan.Zero)
        {
            await Task.Delay(script.Duration, time, cancellationToken);
        }

        if (script.Script is Script.Fails)
        {
            throw new JobFailedException(Failure, $"Job {input.Job} fails.");
        }

        if (script.Script is Script.ThrowsFirst && context.Attempt == 0)
        {
            throw new InvalidOperationException($"Job {input.Job} throws.");
        }

        run.EndedWell = true;
        return new Done(input.Job, input.Job * input.Job);
    }
}
