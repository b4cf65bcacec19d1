using Workers.Emulator;
using Workers.Hosting;

namespace Workers.Testing;

/// <summary>A container that <c>ecs:runTask</c> has started in the test host: a worker that runs once.</summary>
public sealed class TestContainer
{
    // As the shell tells of a process that SIGKILL has ended.
    internal const int Killed = 137;

    private readonly HostedWorker _worker;

    internal TestContainer(EmulatedTask task, HostedWorker worker, CancellationToken stopped)
    {
        Task = task;
        _worker = worker;
        Run = worker.Application.RunToExitCodeAsync(stopped);
    }

    /// <summary>The task as the state asked for it.</summary>
    public EmulatedTask Task { get; }

    /// <summary>The worker in it, for all that the host does with workers: to stop it, to crash it, to take it off the network.</summary>
    public WorkerApplication Worker => _worker.Application;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => Run.IsCompleted || _worker.Lifeline.IsDead;

    /// <summary>The worker's run, which never ends when the worker crashes.</summary>
    internal Task<int> Run { get; }

    /// <summary>Ends it as <c>kill -9</c> does, see <see cref="WorkflowTestHost.CrashWorker"/>: its exit code is 137.</summary>
    public void Crash() => _worker.Lifeline.Cut();

    internal async Task<int> ExitCodeAsync()
    {
        await System.Threading.Tasks.Task.WhenAny(Run, _worker.Lifeline.Died);
        return _worker.Lifeline.IsDead ? Killed : await Run;
    }
}
