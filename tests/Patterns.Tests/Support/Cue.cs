using System.Collections.Concurrent;
using Workers.Hosting;

namespace Patterns.Tests.Support;

/// <summary>
/// Stands before the workers' own handlers, of all workers of a test: counts the jobs that come, and makes them wait or fail on cue.
/// </summary>
internal sealed class Cue
{
    private readonly ConcurrentQueue<JobContext> _jobs = new();
    private readonly ConcurrentDictionary<string, int> _done = new(StringComparer.Ordinal);

    /// <summary>What happens before the handler runs: given the job's number, from 1 on, the job, its worker's clock, and its cancellation.</summary>
    public Func<int, JobContext, TimeProvider, CancellationToken, Task> Before { get; set; } = (_, _, _, _) => Task.CompletedTask;

    /// <summary>What happens after the handler has run and before anybody is told of it.</summary>
    public Func<int, TimeProvider, CancellationToken, Task> After { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Every job that came to a handler, attempts and second deliveries included.</summary>
    public IReadOnlyList<JobContext> Jobs => [.. _jobs];

    public int Count => _jobs.Count;

    /// <summary>How often a handler ran to its end, by idempotency key: what an idempotent receiver counts as one, however often it comes.</summary>
    public IReadOnlyDictionary<string, int> Done => _done;

    /// <summary>The first so many jobs wait, by the clock of their worker, until they are cancelled; the others run.</summary>
    public void HoldFirst(int jobs = 1) =>
        Before = (number, _, time, cancellationToken) => number <= jobs ? HoldAsync(time, cancellationToken) : Task.CompletedTask;

    /// <summary>Waits for longer than any limit of the patterns.</summary>
    public static Task HoldAsync(TimeProvider time, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromDays(7), time, cancellationToken);

    public async Task RunAsync(JobContext context, Func<Task> next, TimeProvider time, CancellationToken cancellationToken)
    {
        int number;
        lock (_jobs)
        {
            _jobs.Enqueue(context);
            number = _jobs.Count;
        }

        await Before(number, context, time, cancellationToken);
        await next();
        await After(number, time, cancellationToken);
        _done.AddOrUpdate(context.IdempotencyKey ?? context.JobId, 1, (_, times) => times + 1);
    }
}

/// <summary>A worker's own place before its handlers.</summary>
internal sealed class CueInterceptor(Cue cue, TimeProvider time) : IJobInterceptor
{
    public Task InterceptAsync(JobContext context, Func<Task> next, CancellationToken cancellationToken) =>
        cue.RunAsync(context, next, time, cancellationToken);
}
