using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;

namespace Workers.Hosting.Payloads;

/// <summary>
/// Calls the payload store for a job, and waits for one that does not answer: a handler's work is too dear to be lost to a store that comes back, and a
/// job that cannot begin is no better off elsewhere.
/// </summary>
internal sealed partial class PayloadCalls(
    IPayloadStore store,
    PayloadBreaker breaker,
    WorkerClock clock,
    Jitter jitter,
    ILogger<PayloadCalls> logger
)
{
    // An error that does not pass by itself, for example a missing permission, is given some three minutes to be mended.
    private const int FinalAttempts = 12;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(20);

    /// <summary>Reads a payload.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="context">The job. The waiting ends when its lease is lost.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidDataException">It is too large.</exception>
    /// <exception cref="JobFailedException">The store refuses.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public Task<ReadOnlyMemory<byte>?> ReadAsync(string key, JobContext context, CancellationToken cancellationToken) =>
        TryAsync(() => store.ReadAsync(key, cancellationToken), "read", context, cancellationToken);

    /// <summary>Writes a payload.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="payload">What is written.</param>
    /// <param name="context">The job. The waiting ends when its lease is lost.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ArgumentException">The key is none, or the payload too large for the store.</exception>
    /// <exception cref="JobFailedException">The store refuses.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public Task WriteAsync(string key, ReadOnlyMemory<byte> payload, JobContext context, CancellationToken cancellationToken) =>
        TryAsync(
            async () =>
            {
                await store.WriteAsync(key, payload, cancellationToken);
                return true;
            },
            "written",
            context,
            cancellationToken
        );

    private async Task<T> TryAsync<T>(Func<Task<T>> call, string what, JobContext context, CancellationToken cancellationToken)
    {
        var isTroubled = false;
        for (var attempt = 1; ; attempt++)
        {
            var started = clock.Now;
            try
            {
                var answer = await call();
                breaker.Store.Answered(context.SourceName, isTroubled);
                return answer;
            }
            catch (Exception exception) when (exception is InvalidDataException or ArgumentException)
            {
                breaker.Store.Answered(context.SourceName, isTroubled);
                throw;
            }
            catch (Exception exception)
            {
                var isOver = cancellationToken.IsCancellationRequested || context.Lease is { Lost: true };
                if (!isOver)
                {
                    breaker.Store.Failed(context.SourceName, isFirst: !isTroubled, started, exception.Message);
                    isTroubled = true;
                }

                if (isOver || (attempt >= FinalAttempts && IsRefusal(exception)))
                {
                    GiveUp(isTroubled);
                    throw isOver
                        ? new OperationCanceledException(
                            $"The payload was not {what} before the job was over: {exception.Message}",
                            exception
                        )
                        : new JobFailedException(
                            WorkerErrors.PayloadUnavailable,
                            $"A payload could not be {what} in {attempt} attempts: {exception.Message}",
                            exception
                        );
                }

                LogRetry(context.SourceName, context.JobId, what, attempt, exception.Message);
            }

            await Task.Delay(jitter.Backoff(FirstRetry, LongestRetry, attempt), clock.Time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void GiveUp(bool isTroubled)
    {
        if (isTroubled)
        {
            breaker.Store.GivenUp();
        }
    }

    // Apart, so that the SDK's code is loaded only when something has failed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsRefusal(Exception exception) =>
        exception
            is UnauthorizedAccessException
                or AmazonServiceException
                {
                    StatusCode: >= HttpStatusCode.BadRequest
                        and < HttpStatusCode.InternalServerError
                        and not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests)
                };

    [LoggerMessage(
        LogLevel.Warning,
        "{Source}: a payload of job {JobId} could not be {What} (attempt {Attempt}), another attempt follows: {Reason}"
    )]
    private partial void LogRetry(string source, string jobId, string what, int attempt, string reason);
}
