namespace Workers.Hosting;

/// <summary>
/// Says when a source may poll: for a worker that cannot use what a poll would bring while something it depends on is down, or that polls only
/// when told that there is work. Register one implementation in <see cref="WorkerHostBuilder.Services"/> as a singleton; it is asked before each
/// poll of each source. Polls that are open already are not affected.
/// </summary>
public interface IPollGate
{
    /// <summary>Waits until the source may open its next poll.</summary>
    /// <param name="source">The source's name, for example <c>appraise-claim</c>.</param>
    /// <param name="cancellationToken">Cancelled when the worker stops.</param>
    ValueTask WaitAsync(string source, CancellationToken cancellationToken);

    /// <summary>
    /// Why the source cannot work while it waits, which makes the worker not ready; <see langword="null"/> when waiting is in order.
    /// </summary>
    string? Problem(string source);
}
