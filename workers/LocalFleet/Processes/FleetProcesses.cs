using System.Net;
using Workers.Aws;

namespace LocalFleet.Processes;

/// <summary>The emulator and the workers, each a process of its own, from start to end.</summary>
internal sealed class FleetProcesses : IAsyncDisposable
{
    // Long enough for the jobs at hand; the polls, which last up to a minute, end with the emulator.
    private static readonly TimeSpan WorkersEnd = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AllEnd = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan NewsOfAnEnd = TimeSpan.FromSeconds(1);

    private readonly BuildOutput _build;
    private readonly string _logs;
    private readonly Action<string> _note;
    private readonly TimeProvider _time;
    private readonly List<ProcessLog> _opened = [];
    private readonly List<WorkerSupervisor> _workers = [];
    private readonly List<Task> _watches = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _hopeless = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EmulatorProcess _emulator;

    public FleetProcesses(BuildOutput build, string logs, Action<string> note, TimeProvider time)
    {
        _build = build;
        _logs = logs;
        _note = note;
        _time = time;
        _emulator = new EmulatorProcess(OpenLog(FleetNames.Emulator));
    }

    /// <summary>How often workers were started again.</summary>
    public int Restarts => _workers.Sum(worker => worker.Restarts);

    /// <summary>Starts the emulator.</summary>
    /// <param name="port">Its port; 0 for a free one.</param>
    /// <param name="tasks">The file that says which program stands for which container.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetException">The port is in use, or it does not start.</exception>
    public async Task<Uri> StartEmulatorAsync(int port, string tasks, CancellationToken cancellationToken)
    {
        var assembly = _build.AssemblyOf("shared", FleetNames.Emulator);
        var endpoint = new IPEndPoint(IPAddress.Loopback, port);
        var address = await _emulator.StartAsync(assembly, endpoint, tasks, _time, cancellationToken);
        _note($"{FleetNames.Emulator} runs as process {_emulator.ProcessId} on {address.GetLeftPart(UriPartial.Authority)}");
        _watches.Add(ReportAsync(_emulator.WatchAsync(_stopping.Token)));
        return address;
    }

    /// <summary>Starts a worker and keeps it running.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="project">Its program; a program may run as several workers.</param>
    /// <param name="settings">Its settings: environment variables.</param>
    public void StartWorker(string name, string project, IReadOnlyDictionary<string, string?> settings)
    {
        var spec = new ChildSpec(name, _build.AssemblyOf("workers", project), [], settings);
        var worker = new WorkerSupervisor(spec, OpenLog(name), _note, _time);
        _workers.Add(worker);
        _watches.Add(ReportAsync(worker.WatchAsync(_stopping.Token)));
    }

    /// <summary>Ends a worker's process at once, as <c>kill -9</c> does. It is started again.</summary>
    public void KillWorker(string name) => _workers.Single(worker => worker.Name == name).Kill();

    /// <summary>Does the work while all processes run; when one of them cannot go on, the work is cancelled and that error thrown.</summary>
    /// <exception cref="FleetException">A process cannot go on.</exception>
    public async Task<T> WhileRunningAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = work(cancellation.Token);
        if (await Task.WhenAny(working, _hopeless.Task) != working)
        {
            await cancellation.CancelAsync();
            await ((Task)working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _hopeless.Task;
        }

        try
        {
            return await working;
        }
        catch (Exception exception) when (exception is FleetException or AwsException)
        {
            // A call that fails can be the first sign of a process that has just ended, which is then the error to tell.
            if (await EndsInTimeAsync(_hopeless.Task, NewsOfAnEnd))
            {
                await _hopeless.Task;
            }

            throw;
        }
    }

    /// <summary>Ends the workers, then the emulator; what does not end in time is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_watches);

        var workers = Task.WhenAll(_workers.Select(worker => worker.EndAsync()));
        await EndsInTimeAsync(workers, WorkersEnd);
        var all = Task.WhenAll(workers, _emulator.EndAsync());
        if (!await EndsInTimeAsync(all, AllEnd))
        {
            _workers.ForEach(worker => worker.Kill());
            _emulator.Kill();
            await all;
        }

        _workers.ForEach(worker => worker.Dispose());
        _emulator.Dispose();
        _opened.ForEach(log => log.Dispose());
        _stopping.Dispose();
    }

    // Workers are started while the work is done already: their errors come together in one place that was there before.
    private async Task ReportAsync(Task watch)
    {
        try
        {
            await watch;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Watched no longer, because everything is about to end.
        }
        catch (Exception exception)
        {
            _hopeless.TrySetException(exception);
        }
    }

    private async Task<bool> EndsInTimeAsync(Task task, TimeSpan limit)
    {
        await task.WaitAsync(limit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }

    private ProcessLog OpenLog(string name)
    {
        var log = new ProcessLog(_logs, name, error => _note($"{name}: {error}"));
        _opened.Add(log);
        return log;
    }
}
