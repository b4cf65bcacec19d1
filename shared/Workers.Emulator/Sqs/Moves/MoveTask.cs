using System.Text.Json;
using Workers.Emulator.Sqs.Queues;

namespace Workers.Emulator.Sqs.Moves;

/// <summary>Moves the messages of a dead-letter queue to one queue, or each back to where it came from.</summary>
/// <param name="source">The dead-letter queue.</param>
/// <param name="destination">Where to; null for where each came from.</param>
/// <param name="perSecond">How many a second; null for as many as there are, at once.</param>
/// <param name="findQueue">Finds a queue by its ARN.</param>
/// <param name="clock">The emulator's clock.</param>
internal sealed class MoveTask(Queue source, Queue? destination, int? perSecond, Func<string, Queue?> findQueue, TimeProvider clock)
    : IDisposable
{
    private readonly Lock _lock = new();
    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private readonly int _toMove = source.Counts.Visible;
    private ITimer? _timer;
    private int _moved;
    private string _status = "RUNNING";
    private string? _failure;

    public string Handle { get; } = Convert.ToBase64String(Guid.NewGuid().ToByteArray());

    public Queue Source { get; } = source;

    public bool IsRunning
    {
        get
        {
            lock (_lock)
            {
                return _status == "RUNNING";
            }
        }
    }

    public void Start()
    {
        if (perSecond is null)
        {
            Move(int.MaxValue);
            return;
        }

        _timer = clock.CreateTimer(_ => Move(perSecond.Value), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Move(perSecond.Value);
    }

    /// <summary>Ends the task, if it still runs.</summary>
    /// <returns>How many messages were moved; null when it had ended.</returns>
    public int? Cancel()
    {
        lock (_lock)
        {
            return End("CANCELLED") ? _moved : null;
        }
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        lock (_lock)
        {
            writer.WriteStartObject();
            if (_status == "RUNNING")
            {
                writer.WriteString("TaskHandle"u8, Handle);
            }

            writer.WriteString("Status"u8, _status);
            writer.WriteString("SourceArn"u8, Source.Arn);
            if (destination is not null)
            {
                writer.WriteString("DestinationArn"u8, destination.Arn);
            }

            if (perSecond is { } rate)
            {
                writer.WriteNumber("MaxNumberOfMessagesPerSecond"u8, rate);
            }

            writer.WriteNumber("ApproximateNumberOfMessagesMoved"u8, _moved);
            writer.WriteNumber("ApproximateNumberOfMessagesToMove"u8, _toMove);
            if (_failure is not null)
            {
                writer.WriteString("FailureReason"u8, _failure);
            }

            writer.WriteNumber("StartedTimestamp"u8, _started.ToUnixTimeMilliseconds());
            writer.WriteEndObject();
        }
    }

    public void Dispose() => Cancel();

    private void Move(int most)
    {
        lock (_lock)
        {
            if (_status != "RUNNING")
            {
                return;
            }

            // One by one, so that none is between two queues when another cannot be moved; the destination may be the source.
            for (var left = Math.Min(most, Source.Counts.Visible); left > 0 && Source.TakeOut() is { } message; left--)
            {
                if ((destination ?? findQueue(message.DeadLetterSourceArn ?? "")) is not { } target)
                {
                    Source.TakeIn(message.Content);
                    _failure = "CouldNotDetermineMessageSource";
                    End("FAILED");
                    return;
                }

                target.TakeIn(message.Content);
                _moved++;
            }

            if (perSecond is null || Source.Counts.Visible == 0)
            {
                End("COMPLETED");
                return;
            }

            _timer!.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    private bool End(string status)
    {
        if (_status != "RUNNING")
        {
            return false;
        }

        _status = status;
        _timer?.Dispose();
        return true;
    }
}
