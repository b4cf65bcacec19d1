namespace Workers.Hosting.Leases;

/// <content>Visibility timeouts.</content>
internal sealed partial class LeaseKeeper
{
    private void ExtendAll(VisibilityGroup queue, TimeSpan now)
    {
        // Those that are due soon go along: a call takes ten.
        var soon = now + (queue.Visibility / 8);
        var due = new List<Lease>();
        var batches = new List<(Lease[] Leases, TaskCompletionSource End)>();
        lock (_gate)
        {
            for (var lease = _leases.First; lease is not null; lease = lease.Next)
            {
                if (lease.Queue == queue && lease.Extension is null && lease.NextExtension <= soon)
                {
                    due.Add(lease);
                }
            }

            foreach (var batch in due.Chunk(VisibilityExtender.BatchSize))
            {
                var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                batches.Add((batch, end));
                foreach (var lease in batch)
                {
                    lease.Extension = end.Task;
                }
            }
        }

        foreach (var (batch, end) in batches)
        {
            _ = ExtendAsync(queue, batch, end);
        }
    }

    private async Task ExtendAsync(VisibilityGroup queue, Lease[] batch, TaskCompletionSource end)
    {
        var results = await _extender.ExtendAsync(queue, batch);
        for (var i = 0; i < batch.Length; i++)
        {
            var lease = batch[i];
            if (results[i].Lost)
            {
                Lose(lease, JobCancelReason.MessageLost, "SQS refused to extend the message's visibility timeout", taskClosed: false);
            }

            lock (_gate)
            {
                lease.Extension = null;
                if (!lease.Lost)
                {
                    lease.VisibilityExpires = results[i].Expires ?? lease.VisibilityExpires;
                    lease.NextExtension = results[i].Next;
                }

                ArmIfKept(lease);
            }
        }

        end.SetResult();
    }
}
