using Microsoft.Extensions.Hosting;
using Workers.Hosting.Jobs;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Settings;

namespace Workers.Hosting.RunOnce;

/// <summary>
/// A source of exactly one job, after which the worker stops. That it is a source like any other gives the job the same leases, spans, report
/// and shutdown.
/// </summary>
internal sealed class RunOnceSource(
    RunOnceRegistration registration,
    WorkerSettings settings,
    RunOnceInput input,
    RunOnceResult result,
    IHostApplicationLifetime application,
    PollLoopServices services
) : PollLoop(services, registration.Name, "run_once", registration.Name, slots: 1, polls: 1, longPoll: TimeSpan.Zero)
{
    private JobEnvelope? _envelope;
    private string? _problem;
    private bool _isTaken;

    protected override async ValueTask<bool> PrepareAsync()
    {
        try
        {
            (_envelope, _problem) = await input.ReadAsync(Stopping);
            return true;
        }
        catch (WorkerConfigurationException exception)
        {
            result.Misconfigured(exception);
        }
        catch (Exception exception) when (!Stopping.IsCancellationRequested)
        {
            result.Unreadable(exception);
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // Nothing was started, so there is nothing to return.
        }

        application.StopApplication();
        return false;
    }

    protected override async ValueTask<int> ReserveAsync()
    {
        var slots = await Slots.ReserveAsync(1);
        if (!_isTaken)
        {
            _isTaken = true;
            return slots;
        }

        // The slot came free because the job has ended, and there is no other.
        Slots.Unreserve(slots);
        application.StopApplication();
        return 0;
    }

    protected override Task<(int Received, Job? Last)> ReceiveAsync(int slots)
    {
        Answered(1, slots);
        return Task.FromResult<(int, Job?)>((1, ToJob()));
    }

    protected override string Explain(Exception exception) => exception.Message;

    private Job ToJob()
    {
        var envelope = _envelope!;
        var id = Guid.NewGuid().ToString("N")[..8];
        var lease = new Lease(Clock, id, Telemetry)
        {
            TaskToken = envelope.TaskToken,
            Heartbeat = TimeSpan.FromSeconds(envelope.HeartbeatSeconds ?? settings.RunOnce!.HeartbeatSeconds ?? 0),
        };
        return new Job
        {
            Source = Telemetry,
            Run = Run,
            Invoker = registration.Invoker,
            Lease = lease,
            Problem = _problem,
            AroundReport = result.EndAsync,
            IsIdempotent = settings.RunOnce!.Idempotency,
            Context = new JobContext
            {
                JobId = id,
                SourceName = Name,
                Envelope = envelope,
                ShuttingDown = Stopping,
                Lease = lease,
            },
        };
    }
}
