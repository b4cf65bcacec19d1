using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.StepFunctions;

namespace Workers.Hosting.Leases;

/// <content>Heartbeats.</content>
internal sealed partial class LeaseKeeper
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(20);

    /// <summary>Asks Step Functions whether it still waits for the job, with heartbeats until one is answered.</summary>
    /// <param name="lease">A lease that was added as one that is asked for.</param>
    /// <param name="stopping">Ends the asking.</param>
    /// <returns><see cref="BeatResult.Unknown"/> when the lease was lost or the worker stopped before there was an answer.</returns>
    public async Task<BeatResult> AskAsync(Lease lease, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(lease.Token, stopping);
        try
        {
            while (true)
            {
                var (told, pause) = await BeatAsync(lease);
                if (told is not BeatResult.Unknown || end.IsCancellationRequested)
                {
                    return told;
                }

                await Task.Delay(pause, _clock.Time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            Rearm(lease);
        }
    }

    private async Task<(BeatResult Told, TimeSpan Pause)> BeatAsync(Lease lease)
    {
        var started = _clock.Now;
        using var patience = _clock.Patience(lease.Heartbeat);
        try
        {
            await _tasks.SendTaskHeartbeatAsync(new SendTaskHeartbeatRequest { TaskToken = lease.TaskToken! }, patience.Token);
            Beaten(lease, started);
            return (BeatResult.Alive, TimeSpan.Zero);
        }
        catch (Exception exception) when (exception is TaskTimedOutException or TaskDoesNotExistException or InvalidTokenException)
        {
            Lose(
                lease,
                JobCancelReason.TaskLost,
                $"Step Functions answered the heartbeat with {((AwsServiceException)exception).Code}",
                exception is not InvalidTokenException
            );
            return (BeatResult.Dead, TimeSpan.Zero);
        }
        catch (Exception exception)
        {
            // Whatever it was: a lease is given up only when it is known to be lost, or has run out.
            var delay = Missed(lease);
            LogMissed(lease.Source.Name, lease.JobId, delay.TotalSeconds, WorkerClock.Reason(exception));
            return (exception is AwsException { Kind: AwsErrorKind.Final } ? BeatResult.Refused : BeatResult.Unknown, delay);
        }
    }

    private async Task BeatAndRearmAsync(Lease lease)
    {
        await BeatAsync(lease);
        Rearm(lease);
    }

    private void Rearm(Lease lease)
    {
        lock (_gate)
        {
            lease.Beating = false;
            ArmIfKept(lease);
        }
    }

    private void Beaten(Lease lease, TimeSpan started)
    {
        lock (_gate)
        {
            lease.FailedBeats = 0;
            if (lease.Heartbeat > TimeSpan.Zero && !lease.Lost)
            {
                // Counted from before the call: AWS cannot have restarted its clock earlier than that.
                lease.HeartbeatExpires = started + lease.Heartbeat;
                lease.NextBeat = started + _jitter.Around(lease.Heartbeat / 2);
            }
        }
    }

    private TimeSpan Missed(Lease lease)
    {
        lock (_gate)
        {
            lease.FailedBeats++;
            var longest = lease.Heartbeat > TimeSpan.Zero ? LeaseReach.LongestBeatPause(lease.Heartbeat) : LongestRetry;
            var delay = _jitter.Backoff(FirstRetry < longest ? FirstRetry : longest, longest, lease.FailedBeats);
            lease.NextBeat = lease.Heartbeat > TimeSpan.Zero && !lease.Lost ? _clock.Now + delay : TimeSpan.MaxValue;
            return delay;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Source}: a heartbeat of job {JobId} failed, the next follows in {Seconds:0.0} s: {Reason}")]
    private partial void LogMissed(string source, string jobId, double seconds, string reason);
}
