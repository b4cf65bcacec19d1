using System.Globalization;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.Sqs;

namespace Workers.Hosting.Leases;

/// <summary>What became of one message's extension.</summary>
/// <param name="Expires">When the message becomes visible, if the extension went through.</param>
/// <param name="Next">When to extend it next.</param>
/// <param name="Lost">Whether SQS said that the message cannot be extended.</param>
internal readonly record struct Extension(TimeSpan? Expires, TimeSpan Next, bool Lost);

/// <summary>Extends the visibility timeout of up to ten messages with one call.</summary>
internal sealed partial class VisibilityExtender(WorkerClock clock, ILogger logger)
{
    /// <summary>SQS's limit for a batch.</summary>
    public const int BatchSize = 10;

    // SQS lets nobody keep a message longer than 12 hours after its receive, and refuses to try; a little less allows for clocks.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12) - TimeSpan.FromSeconds(10);

    /// <summary>The pause between two attempts: short against the half of a visibility timeout (5 s or more) that is left when the first is made.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    public async Task<Extension[]> ExtendAsync(VisibilityGroup queue, Lease[] leases)
    {
        var started = clock.Now;
        var results = new Extension[leases.Length];
        var seconds = new int[leases.Length];
        var entries = new List<ChangeMessageVisibilityBatchEntry>(leases.Length);
        for (var i = 0; i < leases.Length; i++)
        {
            var left = leases[i].Started + Longest - started;
            seconds[i] = (int)Math.Min(queue.Visibility.TotalSeconds, left.TotalSeconds);
            if (started + TimeSpan.FromSeconds(seconds[i]) <= leases[i].VisibilityExpires)
            {
                LogLimit(queue.SourceName, leases[i].JobId);
                results[i] = new Extension(null, TimeSpan.MaxValue, false);
                continue;
            }

            results[i] = new Extension(null, started + Retry, false);
            entries.Add(new ChangeMessageVisibilityBatchEntry(Id(i), leases[i].ReceiptHandle!, seconds[i]));
        }

        if (entries.Count > 0)
        {
            await ExtendAsync(queue, leases, entries, results, seconds, started);
        }

        return results;
    }

    private static string Id(int index) => index.ToString(CultureInfo.InvariantCulture);

    private async Task ExtendAsync(
        VisibilityGroup queue,
        Lease[] leases,
        List<ChangeMessageVisibilityBatchEntry> entries,
        Extension[] results,
        int[] seconds,
        TimeSpan started
    )
    {
        using var patience = clock.Patience(queue.Visibility);
        try
        {
            var response = await queue.Sqs.ChangeMessageVisibilityBatchAsync(
                new ChangeMessageVisibilityBatchRequest { QueueUrl = queue.QueueUrl, Entries = entries },
                patience.Token
            );
            foreach (var done in response.Successful ?? [])
            {
                var i = int.Parse(done.Id, CultureInfo.InvariantCulture);
                var span = TimeSpan.FromSeconds(seconds[i]);
                results[i] = new Extension(started + span, started + (span / 2), false);
            }

            foreach (var failed in response.Failed ?? [])
            {
                var i = int.Parse(failed.Id, CultureInfo.InvariantCulture);
                LogRefused(queue.SourceName, leases[i].JobId, failed.Code, failed.Message);
                results[i] = results[i] with { Lost = failed.Kind is AwsErrorKind.Final };
            }
        }
        catch (Exception exception)
        {
            // Tried again until the visibility timeout has run out: one failed call is no reason to stop a job.
            LogFailed(queue.SourceName, entries.Count, WorkerClock.Reason(exception));
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Source}: the message of job {JobId} cannot be kept longer: SQS's limit of 12 hours is reached")]
    private partial void LogLimit(string source, string jobId);

    [LoggerMessage(LogLevel.Warning, "{Source}: the visibility timeout of job {JobId}'s message was not extended: {Code} {Reason}")]
    private partial void LogRefused(string source, string jobId, string code, string? reason);

    [LoggerMessage(LogLevel.Warning, "{Source}: the visibility timeout of {Count} messages could not be extended yet: {Reason}")]
    private partial void LogFailed(string source, int count, string reason);
}
