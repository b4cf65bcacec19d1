using LocalFleet;
using LocalFleet.Processes;

namespace Chaos.Processes;

/// <summary>One worker of the fleet: it is hurt and started again on purpose, and watched for ends that nobody asked for.</summary>
internal sealed class ChaosProcess : IDisposable
{
    private const int KilledExitCode = 128 + Signal.Kill;
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);

    // What a process takes to end on a busy machine, beyond the budget of its stop.
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(10);

    // Before a program listens to SIGTERM the signal ends it at once. It has no jobs then, and has said nothing.
    private const int TerminatedExitCode = 128 + Signal.Terminate;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ChildSpec _spec;
    private readonly ProcessLog _log;
    private readonly Action<string> _complain;
    private readonly TimeProvider _time;
    private readonly TimeSpan _stopLimit;
    private readonly Lock _lock = new();
    private ChildProcess _process;
    private TaskCompletionSource _spoke = new();
    private bool _ending;

    /// <summary>Starts it.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="log">Takes what it says.</param>
    /// <param name="stopBudget">How long it may take to stop.</param>
    /// <param name="complain">Takes what must not happen: an end unasked, a wrong exit code, a stop that took too long.</param>
    /// <param name="time">The clock.</param>
    public ChaosProcess(ChildSpec spec, ProcessLog log, TimeSpan stopBudget, Action<string> complain, TimeProvider time)
    {
        _spec = spec;
        _log = log;
        _stopLimit = stopBudget + StopMargin;
        _complain = complain;
        _time = time;
        _process = Start();
    }

    /// <summary>Its name.</summary>
    public string Name => _spec.Name;

    /// <summary>Waits until it has said something for the first time.</summary>
    /// <exception cref="FleetException">It has not within a minute.</exception>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _spoke.Task.WaitAsync(StartLimit, _time, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new FleetException($"{Name} has said nothing for {StartLimit.TotalSeconds:N0} s after its start.", exception);
        }
    }

    /// <summary>Kills it and starts it again.</summary>
    /// <param name="pause">How long it is away.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task KillAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        var process = BeginEnd();
        Signal.Send(process.Id, Signal.Kill);
        await ExpectAsync(process, KilledExitCode, cancellationToken);
        await RestartAsync(process, pause, cancellationToken);
    }

    /// <summary>Has it stop in good order and starts it again.</summary>
    /// <inheritdoc cref="KillAsync"/>
    public async Task TerminateAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        var process = BeginEnd();
        await StopAsync(process, cancellationToken);
        await RestartAsync(process, pause, cancellationToken);
    }

    /// <summary>Stands it still.</summary>
    public void Freeze() => Signal.Send(_process.Id, Signal.Stop);

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Signal.Send(_process.Id, Signal.Continue);

    /// <summary>Has it stop in good order, for good.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => StopAsync(BeginEnd(), cancellationToken);

    /// <summary>Ends it at once, whatever state it is in.</summary>
    /// <returns>Completes when it is gone.</returns>
    public Task DestroyAsync()
    {
        var process = BeginEnd();
        process.Kill();
        return process.Exit;
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private ChildProcess BeginEnd()
    {
        lock (_lock)
        {
            _ending = true;
            return _process;
        }
    }

    private async Task StopAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        var isStarting = !_spoke.Task.IsCompleted;
        Signal.Send(process.Id, Signal.Terminate);
        try
        {
            await ExpectAsync(process, 0, cancellationToken, isStarting ? TerminatedExitCode : null)
                .WaitAsync(_stopLimit, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            _complain($"{Name} had not stopped {_stopLimit.TotalSeconds:N0} s after SIGTERM");
            process.Kill();
            await process.Exit.WaitAsync(cancellationToken);
        }
    }

    private async Task ExpectAsync(ChildProcess process, int expected, CancellationToken cancellationToken, int? allowed = null)
    {
        var exitCode = await process.Exit.WaitAsync(cancellationToken);
        if (exitCode != expected && exitCode != allowed)
        {
            _complain($"{Name} exited with {exitCode} instead of {expected}");
        }
    }

    private async Task RestartAsync(ChildProcess ended, TimeSpan pause, CancellationToken cancellationToken)
    {
        await Task.Delay(pause, _time, cancellationToken);
        ended.Dispose();
        lock (_lock)
        {
            _ending = false;
            _process = Start();
        }
    }

    private ChildProcess Start()
    {
        var spoke = _spoke = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = ChildProcess.Start(
            _spec,
            line =>
            {
                _log.Add(line);
                spoke.TrySetResult();
            }
        );
        _ = WatchAsync(process);
        return process;
    }

    private async Task WatchAsync(ChildProcess process)
    {
        var exitCode = await process.Exit;
        lock (_lock)
        {
            if (_ending || process != _process)
            {
                return;
            }
        }

        _complain($"{Name} exited with {exitCode} unasked; its last words:{Environment.NewLine}{_log.Tail}");
        await Task.Delay(RestartPause, _time);
        lock (_lock)
        {
            if (!_ending)
            {
                _process = Start();
            }
        }
    }
}
