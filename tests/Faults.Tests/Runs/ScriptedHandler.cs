using System.Text.Json.Serialization;
using Faults.Tests.Network;
using Faults.Tests.Schedules;
using Workers.Hosting;

namespace Faults.Tests.Runs;

internal sealed record Work(int Job);

/// <summary>A job's result, which tells the run of the handler that it comes from.</summary>
internal sealed record Done(int Job, int Square, int Run);

[JsonSerializable(typeof(Work))]
[JsonSerializable(typeof(Done))]
internal sealed partial class WorkJson : JsonSerializerContext;

/// <summary>The worker that a handler runs in.</summary>
internal sealed record Place(Wire Wire, Schedule Schedule, Diary Diary, KeptResults Kept);

/// <summary>Does what the schedule says of its job, by the worker's clock.</summary>
internal sealed class ScriptedHandler(Place place, TimeProvider time) : IJobHandler<Work, Done>
{
    public const string Failure = "Faults.Scripted";

    public async Task<Done> HandleAsync(Work input, JobContext context, CancellationToken cancellationToken)
    {
        var script = place.Schedule.Jobs[input.Job];
        var delivery = place.Wire.Begins(input.Job, context.Attempt, context.MessageId);
        place.Kept.Begins(input.Job);
        var run = place.Diary.Begin(input.Job, context.Attempt, place.Wire.Number);
        try
        {
            await WorkAsync(script, context, cancellationToken);
        }
        finally
        {
            run.IsOver = true;
        }

        if (script.Manner is not Manner.Hangs)
        {
            place.Wire.Ends(delivery);
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
        return new Done(input.Job, input.Job * input.Job, run.Number);
    }

    private async Task WorkAsync(JobScript script, JobContext context, CancellationToken cancellationToken)
    {
        if (script.Duration == TimeSpan.Zero)
        {
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            script.Manner is Manner.Hangs ? CancellationToken.None : cancellationToken,
            script.Manner is Manner.WindsDown ? context.ShuttingDown : CancellationToken.None
        );
        await Task.Delay(script.Duration, time, end.Token);
    }
}
