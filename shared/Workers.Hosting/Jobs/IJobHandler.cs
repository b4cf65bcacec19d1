namespace Workers.Hosting;

/// <summary>What a team writes: the work of one job.</summary>
/// <typeparam name="TInput">The job's input: what the state machine put under the envelope's <c>input</c>.</typeparam>
/// <typeparam name="TOutput">The job's output: what the state hands on.</typeparam>
/// <remarks>
/// A handler is created for each job in a dependency-injection scope of its own. A job may be delivered more than once (after a crash,
/// or when a result could not be acknowledged): use <see cref="JobContext.IdempotencyKey"/> where a second run would do harm.
/// </remarks>
public interface IJobHandler<in TInput, TOutput>
{
    /// <summary>Does the job.</summary>
    /// <param name="input">The input.</param>
    /// <param name="context">What is known of the job.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the job's result can no longer count: its lease was lost, or the time to shut down has run out.
    /// <see cref="JobContext.CancelReason"/> tells which. To wind down early at a shutdown use <see cref="JobContext.ShuttingDown"/>.
    /// </param>
    /// <returns>The output. Serialized it may have at most 262,144 bytes in UTF-8, else the job fails as <c>Worker.OutputTooLarge</c>; <c>AddPayloads</c> raises that.</returns>
    /// <exception cref="JobFailedException">
    /// Fails the job under a name that the state machine's Retry and Catch can match on. Any other exception fails the job under the
    /// exception's type name, for example <c>InvalidOperationException</c>.
    /// </exception>
    Task<TOutput> HandleAsync(TInput input, JobContext context, CancellationToken cancellationToken);
}
