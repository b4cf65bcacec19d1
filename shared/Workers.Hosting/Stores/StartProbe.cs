using Amazon.Runtime;

namespace Workers.Hosting.Stores;

/// <summary>Asks a store of AWS once before the first job. One that does not answer may be back with that job, as polls outlive an outage, too.</summary>
internal static class StartProbe
{
    // The orchestrator waits for the health endpoint, which opens afterwards.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks.</summary>
    /// <param name="ask">The question. An answer that the settings have to be changed for is a <see cref="WorkerConfigurationException"/>.</param>
    /// <param name="time">Measures five seconds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why there was no answer; <see langword="null"/> when there was one.</returns>
    public static async Task<string?> AskAsync(Func<CancellationToken, Task> ask, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await ask(end.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {Patience.TotalSeconds} s";
        }
        catch (Exception exception)
            when (exception is AmazonServiceException or HttpRequestException or TimeoutException or IOException
                && !cancellationToken.IsCancellationRequested
            )
        {
            return exception.Message;
        }
    }
}
