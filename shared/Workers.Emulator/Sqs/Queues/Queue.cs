using Workers.Emulator.Sqs.Messages;

namespace Workers.Emulator.Sqs.Queues;

/// <summary>
/// A queue: one lock, one clock, one timer for those who wait. Time passes in it when somebody looks, and by the timer only while receives
/// are held.
/// </summary>
internal sealed partial class Queue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly Func<string, Queue?> _findQueue;
    private readonly long _id = Random.Shared.NextInt64();
    private readonly MessageStore _store;
    private readonly Deduplication _deduplication = new();
    private readonly LinkedList<HeldReceive> _held = [];
    private readonly ITimer _wakeUp;
    private List<(Queue Target, Message Message)>? _deadLetters;
    private DateTimeOffset? _wakesUpAt;
    private DateTimeOffset _purgedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _scopeSettlesAt = DateTimeOffset.MinValue;
    private bool _earlierScopeIsGroup;
    private bool _isDeleted;

    /// <param name="name">The queue's name.</param>
    /// <param name="arn">The queue's ARN.</param>
    /// <param name="attributes">Its settings.</param>
    /// <param name="clock">The emulator's clock.</param>
    /// <param name="findQueue">Finds a queue by its ARN: the dead-letter queue.</param>
    public Queue(string name, string arn, QueueAttributes attributes, TimeProvider clock, Func<string, Queue?> findQueue)
    {
        Name = name;
        Arn = arn;
        Attributes = attributes;
        _clock = clock;
        _findQueue = findQueue;
        _store = new MessageStore(attributes.IsFifo ? new FifoOrder() : new StandardOrder());
        _wakeUp = clock.CreateTimer(_ => WakeUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        CreatedAt = ModifiedAt = clock.GetUtcNow();
    }

    public string Name { get; }

    public string Arn { get; }

    public QueueAttributes Attributes { get; private set; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset ModifiedAt { get; private set; }

    public QueueTags Tags { get; } = new();

    public QueueStatistics Statistics { get; } = new();

    public MessageCounts Counts
    {
        get
        {
            lock (_lock)
            {
                Advance();
                return _store.Counts;
            }
        }
    }

    /// <summary>Replaces the settings.</summary>
    public void Change(QueueAttributes attributes)
    {
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            if (attributes.DeduplicatesByGroup != Attributes.DeduplicatesByGroup)
            {
                // SQS goes on deduplicating as before until the change has reached all of it.
                _earlierScopeIsGroup = DeduplicatesByGroup(now);
                _scopeSettlesAt = now + SqsLimits.Propagation;
            }

            Attributes = attributes;
            ModifiedAt = now;
        }
    }

    /// <summary>Takes a message in; a duplicate in a FIFO queue is answered like the first one and dropped.</summary>
    public SendResult Send(MessageContent content, TimeSpan? delay)
    {
        SendResult result;
        List<(Queue, Message)>? deadLetters;
        lock (_lock)
        {
            var now = Advance();
            var message = new Message(Guid.NewGuid(), content, now) { Position = _store.NextPosition() };
            result = new SendResult(message.Id, SequenceNumber(message));
            if (Attributes.IsFifo && _deduplication.Remember(content, result, DeduplicatesByGroup(now), now) is { } earlier)
            {
                return earlier;
            }

            _store.Add(message, now + (delay ?? Attributes.Delay), now);
            Statistics.Sent.Increment();
            deadLetters = ServeHeld(now);
        }

        Forward(deadLetters);
        return result;
    }

    /// <summary>Hands out messages, at once or as soon as there are some within the wait.</summary>
    /// <exception cref="Protocol.AwsErrorException">Too many messages are in flight, or the queue was deleted during the wait.</exception>
    public ValueTask<List<Delivery>> ReceiveAsync(ReceiveOptions options, CancellationToken cancellationToken)
    {
        List<Delivery> deliveries;
        List<(Queue, Message)>? deadLetters;
        HeldReceive? held = null;
        var wait = options.Wait ?? Attributes.ReceiveWait;
        lock (_lock)
        {
            var now = Advance();
            if (!Attributes.IsFifo && wait == TimeSpan.Zero && _store.Counts.InFlight >= SqsLimits.InFlightMessages)
            {
                throw SqsErrors.OverLimit(SqsLimits.InFlightMessages);
            }

            deliveries = Take(options, now);
            if (deliveries.Count == 0 && wait > TimeSpan.Zero && !_isDeleted)
            {
                held = new HeldReceive(options);
                _held.AddLast(held.Node);
            }

            deadLetters = ServeHeld(now);
        }

        Forward(deadLetters);
        return held is null ? ValueTask.FromResult(deliveries) : new ValueTask<List<Delivery>>(HoldAsync(held, wait, cancellationToken));
    }

    /// <summary>Deletes a message. What is no longer there is deleted all the same; a standard queue also takes an old handle.</summary>
    /// <exception cref="Protocol.AwsErrorException">It is no handle of this queue, or a FIFO queue's handle has expired.</exception>
    public void Delete(string receiptHandle)
    {
        var handle = Parse(receiptHandle);
        List<(Queue, Message)>? deadLetters;
        lock (_lock)
        {
            var now = Advance();
            if (_store.Find(handle.MessageId) is not { } message)
            {
                return;
            }

            RefuseExpired(message, handle, receiptHandle);
            _store.Remove(message);
            Statistics.Deleted.Increment();

            // In a FIFO queue the next message of the group may be free now.
            deadLetters = ServeHeld(now);
        }

        Forward(deadLetters);
    }

    /// <summary>Hides a received message for the given time from now, or shows it at once when that is zero.</summary>
    /// <exception cref="Protocol.AwsErrorException">
    /// It is no handle of this queue, the message is gone, a FIFO queue's handle has expired, or the message would be hidden for more than
    /// twelve hours since its receive.
    /// </exception>
    public void ChangeVisibility(string receiptHandle, TimeSpan visibility)
    {
        var handle = Parse(receiptHandle);
        List<(Queue, Message)>? deadLetters;
        lock (_lock)
        {
            var now = Advance();
            var message = _store.Find(handle.MessageId) ?? throw SqsErrors.NotAvailableForVisibilityChange(receiptHandle);
            RefuseExpired(message, handle, receiptHandle);
            if (now + visibility - message.ReceivedAt > TimeSpan.FromSeconds(SqsLimits.VisibilitySeconds))
            {
                throw SqsErrors.InvalidParameter(
                    AttributeNames.VisibilityTimeout,
                    (int)visibility.TotalSeconds,
                    $"Total VisibilityTimeout for the message is beyond the limit [{SqsLimits.VisibilitySeconds} seconds]"
                );
            }

            if (visibility > TimeSpan.Zero)
            {
                _store.Hide(message, now + visibility);
            }
            else if (message.State != MessageState.Visible)
            {
                _store.Show(message);
            }

            deadLetters = ServeHeld(now);
        }

        Forward(deadLetters);
    }

    /// <summary>Drops all messages.</summary>
    /// <exception cref="Protocol.AwsErrorException">The last purge is less than a minute ago.</exception>
    public void Purge()
    {
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            if (_purgedAt + SqsLimits.Propagation > now)
            {
                throw SqsErrors.PurgeQueueInProgress(Name);
            }

            _purgedAt = now;
            _store.Clear();
        }
    }

    /// <summary>Ends the queue: receives that are held fail.</summary>
    public void MarkDeleted()
    {
        lock (_lock)
        {
            _isDeleted = true;
            while (_held.First is { } node)
            {
                _held.Remove(node);
                node.Value.Fail(SqsErrors.QueueDoesNotExist());
            }
        }

        Dispose();
    }

    public void Dispose() => _wakeUp.Dispose();
}
