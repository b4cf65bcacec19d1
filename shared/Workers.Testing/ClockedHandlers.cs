using Workers.Hosting;
using Workers.Testing.Time;

namespace Workers.Testing;

/// <summary>Holds the clock still while a handler runs, unless the handler waits for the clock itself.</summary>
internal sealed class ClockedHandlers(TestClock clock) : IJobInterceptor
{
    public async Task InterceptAsync(JobContext context, Func<Task> next, CancellationToken cancellationToken)
    {
        using (clock.Enter($"the handler of {context.SourceName}"))
        {
            await next();
        }
    }
}
