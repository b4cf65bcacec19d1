namespace Workers.Hosting;

/// <summary>Tells whoever waits for a job how far it has come. See <see cref="JobContext.Progress"/>.</summary>
public interface IJobProgress
{
    /// <summary>
    /// Posts a progress message to the job's reply queue; does nothing for a job without one, so that a handler serves every pattern. A
    /// message that does not get through is logged and never fails the job: the next one says it all again. When the reply queue is gone,
    /// nobody waits any more, and the job is cancelled as <see cref="JobCancelReason.TaskLost"/>.
    /// </summary>
    /// <param name="percent">How much is done, 0 to 100.</param>
    /// <param name="nextLookIn">
    /// When it is worth looking again: about when the next report or the result is expected. Whole seconds are sent, rounded up, from 1 to
    /// 99,999,999 as a <c>Wait</c> state takes them. A result that is ready sooner is not read sooner.
    /// </param>
    /// <param name="cancellationToken">Gives up, usually the token that the handler was given.</param>
    /// <exception cref="ArgumentOutOfRangeException">The percentage is not between 0 and 100, or the time is negative.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task ReportAsync(double percent, TimeSpan nextLookIn, CancellationToken cancellationToken);
}
