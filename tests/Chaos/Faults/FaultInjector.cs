using System.Collections.Concurrent;
using Chaos.Network;
using Chaos.Processes;

namespace Chaos.Faults;

/// <summary>Does the faults of a plan, each at its time, and undoes them.</summary>
internal sealed class FaultInjector(IReadOnlyList<ChaosProcess> workers, FleetNetwork? network, TimeProvider time)
{
    private readonly ConcurrentQueue<Injury> _injuries = new();

    /// <summary>What has happened so far.</summary>
    public IReadOnlyList<Injury> Injuries => [.. _injuries];

    /// <summary>Does them all.</summary>
    /// <param name="plan">The faults in the order of their times.</param>
    /// <param name="cancellationToken">Gives up; what is hurt then stays so.</param>
    /// <returns>Completes when the last one is over.</returns>
    public async Task InjectAsync(IReadOnlyList<Fault> plan, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var running = new List<Task>();
        foreach (var fault in plan)
        {
            var wait = fault.At - time.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            running.Add(InflictAsync(fault, cancellationToken));
        }

        await Task.WhenAll(running);
    }

    private async Task InflictAsync(Fault fault, CancellationToken cancellationToken)
    {
        var worker = workers[fault.Worker];
        var from = time.GetUtcNow();
        switch (fault.Kind)
        {
            case FaultKind.Kill:
                await worker.KillAsync(fault.Length, cancellationToken);
                break;
            case FaultKind.Terminate:
                await worker.TerminateAsync(fault.Length, cancellationToken);
                break;
            case FaultKind.Freeze:
                worker.Freeze();
                await Task.Delay(fault.Length, time, cancellationToken);
                worker.Thaw();
                break;
            case FaultKind.LinkDown or FaultKind.SilentLoss:
                await network!.CutAsync(fault.Worker, fault.Kind, cancellationToken);
                await Task.Delay(fault.Length, time, cancellationToken);
                await network.MendAsync(fault.Worker, fault.Kind, cancellationToken);
                break;
            default:
                throw new InvalidOperationException($"Nobody knows how to do {fault.Kind}.");
        }

        _injuries.Enqueue(new Injury(fault.Kind, worker.Name, from, time.GetUtcNow()));
    }
}
