namespace Workers.Hosting;

/// <summary>
/// Stands around every job's handler: for what all handlers of a worker need and none should repeat. Register implementations in
/// <see cref="WorkerHostBuilder.Services"/> as singletons; the first registered is the outermost.
/// </summary>
public interface IJobInterceptor
{
    /// <summary>Runs the handler by calling <paramref name="next"/>, or lets the job fail by throwing instead.</summary>
    /// <param name="context">The job.</param>
    /// <param name="next">The handler, or the next interceptor. Call it once.</param>
    /// <param name="cancellationToken">Cancelled when the job is.</param>
    /// <exception cref="JobFailedException">Fails the job by name, as a handler would.</exception>
    Task InterceptAsync(JobContext context, Func<Task> next, CancellationToken cancellationToken);
}
