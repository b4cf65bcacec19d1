using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;

namespace Workers.Hosting.Queues;

/// <summary>Deletes messages ten at a time, the rest after a moment, and remembers them: a delete may fail, or take longer than its message stays
/// hidden.</summary>
internal sealed partial class DeleteBatcher : IDisposable
{
    private const int BatchSize = 10;

    // The report is out already, so nobody waits for the delete; but a worker killed in this time gets the message delivered again.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);

    private readonly VisibilityGroup _group;
    private readonly RememberedIds _done;
    private readonly WorkerClock _clock;
    private readonly Jitter _jitter;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _sending = [];
    private List<QueueDelivery> _pending = new(BatchSize);

    public DeleteBatcher(VisibilityGroup group, RememberedIds done, WorkerClock clock, Jitter jitter, ILogger logger)
    {
        _group = group;
        _done = done;
        _clock = clock;
        _jitter = jitter;
        _logger = logger;
        _timer = clock.Time.CreateTimer(
            static batcher => ((DeleteBatcher)batcher!).Send(onlyFull: false),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Deletes a message soon.</summary>
    public void Add(QueueDelivery delivery)
    {
        _done.Add(delivery.MessageId);
        int count;
        lock (_gate)
        {
            _pending.Add(delivery);
            count = _pending.Count;
        }

        if (count == 1)
        {
            _timer.Change(Linger, Timeout.InfiniteTimeSpan);
        }
        else if (count >= BatchSize)
        {
            Send(onlyFull: true);
        }
    }

    /// <summary>Deletes what is left and waits for all deletes under way.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        Send(onlyFull: false);
        Task[] sending;
        lock (_gate)
        {
            sending = [.. _sending];
        }

        await Task.WhenAll(sending).WaitAsync(cancellationToken);
    }

    public void Dispose() => _timer.Dispose();

    private void Send(bool onlyFull)
    {
        List<QueueDelivery> batch;
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_pending.Count < (onlyFull ? BatchSize : 1))
            {
                return;
            }

            batch = _pending;
            _pending = new List<QueueDelivery>(BatchSize);

            // Known to whoever flushes from the moment they are pending no more.
            _sending.Add(sent.Task);
        }

        _ = SendAllAsync(batch, sent);
    }

    private async Task SendAllAsync(List<QueueDelivery> batch, TaskCompletionSource sent)
    {
        await Task.WhenAll(batch.Chunk(BatchSize).Select(SendAsync));
        lock (_gate)
        {
            _sending.Remove(sent.Task);
        }

        sent.SetResult();
    }

    private async Task SendAsync(QueueDelivery[] batch)
    {
        // The delete belongs to all of them, and not to the trace of the job that filled the batch.
        Activity.Current = null;

        var attempts = new UntilVisible(_group, _clock, _jitter);
        while (true)
        {
            var (left, reason, pointless) = await TryAsync(batch);
            if (left.Length == 0)
            {
                return;
            }

            if (pointless || !await attempts.TryPauseAsync(CancellationToken.None))
            {
                LogNotDeleted(_group.SourceName, left.Length, reason, string.Join(", ", left.Select(delivery => delivery.MessageId)));
                return;
            }

            batch = left;
        }
    }

    private async Task<(QueueDelivery[] Left, string Reason, bool Pointless)> TryAsync(QueueDelivery[] batch)
    {
        try
        {
            var response = await _group.Sqs.DeleteMessageBatchAsync(
                new DeleteMessageBatchRequest
                {
                    QueueUrl = _group.QueueUrl,
                    Entries =
                    [
                        .. batch.Select(
                            (delivery, i) => new DeleteMessageBatchEntry(i.ToString(CultureInfo.InvariantCulture), delivery.ReceiptHandle)
                        ),
                    ],
                }
            );
            if (response.Failed is not { Count: > 0 } failed)
            {
                return ([], "", false);
            }

            var left = failed.Select(entry => batch[int.Parse(entry.Id, CultureInfo.InvariantCulture)]).ToArray();
            return (left, $"{failed[0].Code} {failed[0].Message}", failed.All(entry => entry.Kind is AwsErrorKind.Final));
        }
        catch (AwsException exception) when (exception.Kind is AwsErrorKind.Final)
        {
            return (batch, exception.Message, true);
        }
        catch (Exception exception)
        {
            return (batch, exception.Message, false);
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Source}: {Count} messages of finished jobs could not be deleted ({Reason}); if they are delivered again to this worker, they are deleted without a run: {MessageIds}"
    )]
    private partial void LogNotDeleted(string source, int count, string reason, string messageIds);
}
