using Workers.Hosting.Leases;
using Workers.Hosting.Settings;
using Workers.Hosting.Stores;

namespace Workers.Hosting.Checkpoints;

/// <summary>A call of <c>AddCheckpoints</c>.</summary>
internal sealed record CheckpointRegistration(Action<CheckpointOptions>? Configure);

/// <summary>Opens a job's checkpoint.</summary>
internal sealed class CheckpointSource(IRecordStore store, WorkerSettings settings, LeaseKeeper leases, TimeProvider time)
{
    /// <exception cref="JobFailedException">Nothing names the job, so that another attempt could not find what this one saved.</exception>
    public JobCheckpoints Open(JobContext context)
    {
        if (context.IdempotencyKey is not { } name)
        {
            throw new JobFailedException(
                WorkerErrors.InvalidInput,
                "The job cannot have a checkpoint, because nothing names it across attempts: its input came without job.execution and "
                    + "job.state. Give the state the job envelope (execution from $$.Execution.Id, state from $$.State.Name, entered from "
                    + "$$.State.EnteredTime)."
            );
        }

        return new JobCheckpoints(
            store,
            new RecordKey("checkpoint", name),
            TimeSpan.FromDays(settings.Checkpoints!.ExpiryDays),
            time,
            () =>
            {
                if (context.Lease is { } lease)
                {
                    leases.Supersede(lease, "a later attempt of the job has taken over its checkpoint");
                }
            }
        );
    }
}
