namespace Workers.Hosting.Jobs;

/// <content>When a job's handler may begin: no more run at once than the source has slots.</content>
internal sealed partial class JobRunner
{
    private static readonly TimeSpan SlotPatience = TimeSpan.FromSeconds(1);

    // A job that was received ahead of its slot, which then did not come free, is better off at another worker; not so one that would not come again.
    private static async ValueTask TakeTurnAsync(Job job)
    {
        var patience = job.Delivery is { IsLast: false } ? SlotPatience : Timeout.InfiniteTimeSpan;
        job.HasTurn = await job.Source.Slots.Turns.TakeAsync(patience, job.Lease.Token);
    }

    private static void GiveTurn(Job job)
    {
        if (job.HasTurn)
        {
            job.HasTurn = false;
            job.Source.Slots.Turns.Give();
        }
    }
}
