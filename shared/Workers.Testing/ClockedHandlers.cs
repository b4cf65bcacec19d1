using Workers.Hosting;

namespace Workers.Testing;

/// <summary>
/// Holds the clock still while a handler of a living worker runs, unless the handler waits for the clock itself. In a dead worker no handler
/// starts, and none is seen to end.
/// </summary>
internal sealed class ClockedHandlers(WorkerLifeline lifeline) : IJobInterceptor
{
    public async Task InterceptAsync(JobContext context, Func<Task> next, CancellationToken cancellationToken)
    {
        await lifeline.PassAsync(isRemote: false, CancellationToken.None);
        var scope = lifeline.Enter($"the handler of {context.SourceName}");
        try
        {
            await next();
        }
        finally
        {
            lifeline.Leave(scope);
            await lifeline.PassAsync(isRemote: false, CancellationToken.None);
        }
    }
}
