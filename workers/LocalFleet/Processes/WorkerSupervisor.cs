namespace LocalFleet.Processes;

/// <summary>Keeps one worker running: whenever its process ends unasked, another one is started.</summary>
internal sealed class WorkerSupervisor : IDisposable
{
    // EX_CONFIG: the worker's settings are wrong, so it would end the same way again.
    private const int ConfigurationExitCode = 78;
    private const int MostEarlyExits = 5;
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RestartPause = TimeSpan.FromMilliseconds(200);

    private readonly ChildSpec _spec;
    private readonly ProcessLog _log;
    private readonly Action<string> _note;
    private readonly TimeProvider _time;
    private ChildProcess _process;

    /// <summary>Starts the worker.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="log">Takes what it says.</param>
    /// <param name="note">Takes what a person should know.</param>
    /// <param name="time">The clock.</param>
    public WorkerSupervisor(ChildSpec spec, ProcessLog log, Action<string> note, TimeProvider time)
    {
        _spec = spec;
        _log = log;
        _note = note;
        _time = time;
        _process = Start();
    }

    /// <summary>Its name.</summary>
    public string Name => _spec.Name;

    /// <summary>How often it was started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Starts the worker again whenever it ends, until stopped.</summary>
    /// <exception cref="FleetException">Its settings are wrong, or it ends again and again right after the start.</exception>
    public async Task WatchAsync(CancellationToken stopping)
    {
        var earlyExits = 0;
        while (true)
        {
            var started = _time.GetTimestamp();
            var exitCode = await _process.Exit.WaitAsync(stopping);

            // A Ctrl-C reaches the whole process group: the pause lets this process hear of it before it takes the end for a crash.
            await Task.Delay(RestartPause, _time, stopping);
            earlyExits = _time.GetElapsedTime(started) < Early ? earlyExits + 1 : 0;
            if (exitCode == ConfigurationExitCode || earlyExits == MostEarlyExits)
            {
                throw new FleetException(
                    $"{_spec.Name} exited with {exitCode} and will not do better. Its last words ({_log.Path}):{Environment.NewLine}{_log.Tail}"
                );
            }

            _process.Dispose();
            Restarts++;
            _note($"{_spec.Name} exited with {exitCode}: restarted");
            _process = Start();
        }
    }

    /// <summary>Asks it to end.</summary>
    /// <returns>Completes when it has ended.</returns>
    public Task EndAsync()
    {
        _process.EndInput();
        return _process.Exit;
    }

    /// <summary>Ends it at once.</summary>
    public void Kill() => _process.Kill();

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private ChildProcess Start()
    {
        var process = ChildProcess.Start(_spec, _log.Add);
        _note($"{_spec.Name} runs as process {process.Id}");
        return process;
    }
}
