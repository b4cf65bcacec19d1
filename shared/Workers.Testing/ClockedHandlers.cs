using System.Collections.Concurrent;
using Workers.Hosting;
using Workers.Testing.Time;

namespace Workers.Testing;

/// <summary>Holds the clock still while a handler runs, unless the handler waits for the clock itself.</summary>
internal sealed class ClockedHandlers(TestClock clock) : IJobInterceptor
{
    private readonly ConcurrentDictionary<IDisposable, bool> _running = new();
    private volatile bool _isAbandoned;

    public async Task InterceptAsync(JobContext context, Func<Task> next, CancellationToken cancellationToken)
    {
        if (_isAbandoned)
        {
            // A client that the test has put in the place of the worker's own may still bring jobs after the crash.
            await new TaskCompletionSource().Task;
        }

        var scope = clock.Enter($"the handler of {context.SourceName}");
        _running[scope] = true;
        try
        {
            await next();
        }
        finally
        {
            _running.TryRemove(scope, out _);
            scope.Dispose();
        }
    }

    /// <summary>The handlers that run will never end: they hold nothing any more.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        foreach (var scope in _running.Keys)
        {
            scope.Dispose();
        }
    }
}
