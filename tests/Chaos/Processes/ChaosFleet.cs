using System.Collections.Concurrent;
using Chaos.Network;
using LocalFleet;
using LocalFleet.Processes;

namespace Chaos.Processes;

/// <summary>The emulator and all workers, from start to end.</summary>
internal sealed class ChaosFleet : IAsyncDisposable
{
    private readonly BuildOutput _build;
    private readonly string _logs;
    private readonly Action<string> _note;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly List<ProcessLog> _opened = [];
    private readonly List<ChaosProcess> _workers = [];
    private readonly EmulatorProcess _emulator;

    public ChaosFleet(BuildOutput build, string logs, Action<string> note, TimeProvider time)
    {
        _build = build;
        _logs = logs;
        _note = note;
        _time = time;
        _emulator = new EmulatorProcess(OpenLog(FleetNames.Emulator, showErrors: true));
    }

    /// <summary>The workers.</summary>
    public IReadOnlyList<ChaosProcess> Workers => _workers;

    /// <summary>What processes did that they must not do.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    /// <summary>Starts the emulator.</summary>
    /// <exception cref="FleetException">It does not start.</exception>
    public Task<Uri> StartEmulatorAsync(System.Net.IPAddress address, CancellationToken cancellationToken) =>
        _emulator.StartAsync(
            _build.AssemblyOf("shared", FleetNames.Emulator),
            new System.Net.IPEndPoint(address, 0),
            tasks: null,
            _time,
            cancellationToken
        );

    /// <summary>Throws when the emulator ends.</summary>
    public Task WatchEmulatorAsync(CancellationToken stopping) => _emulator.WatchAsync(stopping);

    /// <summary>Starts the workers, each in its namespace where there are any, and waits until they run.</summary>
    public async Task StartWorkersAsync(ChaosSettings settings, FleetNetwork? network, CancellationToken cancellationToken)
    {
        foreach (var (index, worker) in FleetPlan.Workers.Index())
        {
            var assembly = worker.Kind switch
            {
                WorkerKind.ActivityWorker or WorkerKind.CallbackWorker => _build.AssemblyOf("workers", worker.Kind.ToString()),
                _ => _build.AssemblyOf("tests", "ChaosWorker"),
            };
            var spec = new ChildSpec(worker.Name, assembly, [], settings.Of(worker)) { Launcher = network?.Launcher(index) ?? [] };
            var log = OpenLog(worker.Name, showErrors: false);
            _workers.Add(new ChaosProcess(spec, log, worker.StopBudget, Complain, _time));
        }

        await Task.WhenAll(_workers.Select(worker => worker.StartedAsync(cancellationToken)));
    }

    /// <summary>Has all workers stop in good order, which takes their telemetry along.</summary>
    public Task EndWorkersAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_workers.Select(worker => worker.EndAsync(cancellationToken)));

    /// <summary>Ends everything at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_workers.Select(worker => worker.DestroyAsync()));
        await _emulator.EndAsync();
        _workers.ForEach(worker => worker.Dispose());
        _emulator.Dispose();
        _opened.ForEach(log => log.Dispose());
    }

    private void Complain(string text)
    {
        _complaints.Enqueue(text);
        _note(text);
    }

    // Workers that are cut off tell errors all the time, as they should: they are in their logs.
    private ProcessLog OpenLog(string name, bool showErrors)
    {
        var log = new ProcessLog(
            _logs,
            name,
            error =>
            {
                if (showErrors)
                {
                    _note($"{name}: {error}");
                }
            }
        );
        _opened.Add(log);
        return log;
    }
}
