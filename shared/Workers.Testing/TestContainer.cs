using Workers.Emulator;

namespace Workers.Testing;

/// <summary>A container that <c>ecs:runTask</c> has started in the test host: a worker that runs once.</summary>
public sealed class TestContainer
{
    /// <summary>What a process exits with that SIGKILL has ended.</summary>
    private const int Killed = 137;

    private readonly TaskCompletionSource<int> _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TestWorker _worker;

    internal TestContainer(EmulatedTask task, TestWorker worker)
    {
        Task = task;
        _worker = worker;
    }

    /// <summary>The task as the state asked for it.</summary>
    public EmulatedTask Task { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Ends it as <c>kill -9</c> does: nothing that it does from now on has an effect, and its exit code is 137.</summary>
    public void Crash()
    {
        _worker.Crash();
        _killed.TrySetResult(Killed);
    }

    internal async Task<int> RunAsync(CancellationToken stopped)
    {
        try
        {
            var run = _worker.Application.RunAsync(CancellationToken.None);
            using var stop = stopped.Register(() => _ = _worker.Application.StopAsync(CancellationToken.None));
            return await await System.Threading.Tasks.Task.WhenAny(run, _killed.Task);
        }
        finally
        {
            HasEnded = true;
        }
    }
}
