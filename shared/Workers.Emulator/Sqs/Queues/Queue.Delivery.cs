using System.Globalization;
using Workers.Emulator.Sqs.Messages;

namespace Workers.Emulator.Sqs.Queues;

/// <content>Handing messages out: to those who ask, to those who wait, and to the dead-letter queue.</content>
internal sealed partial class Queue
{
    // Sequence numbers have twenty digits in AWS's answers.
    private const ulong FirstSequenceNumber = 10_000_000_000_000_000_000;

    private DateTimeOffset Advance()
    {
        var now = _clock.GetUtcNow();
        _store.Advance(now, Attributes.Retention);
        return now;
    }

    private List<Delivery> Take(ReceiveOptions options, DateTimeOffset now)
    {
        var deliveries = new List<Delivery>();
        var deadLetterQueue = Attributes.Redrive is { } redrive ? _findQueue(redrive.DeadLetterTargetArn) : null;
        while (deliveries.Count < options.MaxMessages)
        {
            var room = options.MaxMessages - deliveries.Count;
            var messages = _store.Next(Math.Min(room, SqsLimits.InFlightMessages - _store.Counts.InFlight));
            if (messages.Count == 0)
            {
                break;
            }

            foreach (var message in messages)
            {
                if (deadLetterQueue is not null && message.ReceivesHere >= Attributes.Redrive!.MaxReceiveCount)
                {
                    _store.Remove(message);
                    (_deadLetters ??= []).Add((deadLetterQueue, message));
                }
                else
                {
                    deliveries.Add(Deliver(message, now + (options.Visibility ?? Attributes.Visibility), now));
                }
            }
        }

        return deliveries;
    }

    private Delivery Deliver(Message message, DateTimeOffset hiddenUntil, DateTimeOffset now)
    {
        message.ReceiveCount++;
        message.ReceivesHere++;
        message.ReceivedAt = now;
        Statistics.Received.Increment();
        if (message.FirstReceivedAt is null)
        {
            message.FirstReceivedAt = now;
            Statistics.SentToReceived.Record(now - message.SentAt);
        }
        else
        {
            Statistics.Redelivered.Increment();
        }

        _store.Hide(message, hiddenUntil);
        return new Delivery(
            message,
            new ReceiptHandle(_id, message.Id, message.ReceiveCount).ToString(),
            message.ReceiveCount,
            message.FirstReceivedAt.Value,
            SequenceNumber(message),
            message.DeadLetterSourceArn
        );
    }

    /// <summary>Serves those who wait, and sees to it that the timer rings when more can be served.</summary>
    /// <returns>What is to go to the dead-letter queue, once the lock is released.</returns>
    private List<(Queue Target, Message Message)>? ServeHeld(DateTimeOffset now)
    {
        while (_held.First is { } node && Take(node.Value.Options, now) is { Count: > 0 } deliveries)
        {
            _held.Remove(node);
            node.Value.Give(deliveries);
        }

        if (_held.Count > 0 && _store.NextVisibleAt is { } next && next != _wakesUpAt && !_isDeleted)
        {
            _wakesUpAt = next;
            _wakeUp.Change(TimeSpan.FromMilliseconds(Math.Ceiling((next - now).TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }

        var deadLetters = _deadLetters;
        _deadLetters = null;
        return deadLetters;
    }

    private void WakeUp()
    {
        List<(Queue, Message)>? deadLetters;
        lock (_lock)
        {
            _wakesUpAt = null;
            deadLetters = ServeHeld(Advance());
        }

        Forward(deadLetters);
    }

    // Outside of the lock: two queues may be one another's dead-letter queue.
    private void Forward(List<(Queue Target, Message Message)>? deadLetters)
    {
        if (deadLetters is null)
        {
            return;
        }

        foreach (var (target, message) in deadLetters)
        {
            target.AcceptDeadLetter(message, Arn);
            Statistics.DeadLettered.Increment();
        }
    }

    private void AcceptDeadLetter(Message message, string sourceArn)
    {
        List<(Queue, Message)>? deadLetters;
        lock (_lock)
        {
            var now = Advance();
            message.Position = _store.NextPosition();
            message.ReceivesHere = 0;
            message.DeadLetterSourceArn = sourceArn;
            if (Attributes.IsFifo)
            {
                // Only there does the retention period start anew.
                message.RetainedFrom = now;
            }

            _store.Add(message, now, now);
            deadLetters = ServeHeld(now);
        }

        Forward(deadLetters);
    }

    private async Task<List<Delivery>> HoldAsync(HeldReceive held, TimeSpan wait, CancellationToken cancellationToken)
    {
        await using var timer = _clock.CreateTimer(_ => Release(held)?.Give([]), null, wait, Timeout.InfiniteTimeSpan);
        await using var registration = cancellationToken.Register(() => Release(held)?.Cancel(cancellationToken));
        return await held.Answer;
    }

    /// <summary>Takes a held receive out of the line; null when it was served already.</summary>
    private HeldReceive? Release(HeldReceive held)
    {
        lock (_lock)
        {
            if (held.Node.List is null)
            {
                return null;
            }

            _held.Remove(held.Node);
            return held;
        }
    }

    private ReceiptHandle Parse(string receiptHandle)
    {
        if (!ReceiptHandle.TryParse(receiptHandle, out var handle))
        {
            throw SqsErrors.ReceiptHandleIsInvalid(receiptHandle);
        }

        return handle.QueueId == _id ? handle : throw SqsErrors.ReceiptHandleOfAnotherQueue(receiptHandle);
    }

    private void RefuseExpired(Message message, ReceiptHandle handle, string receiptHandle)
    {
        if (Attributes.IsFifo && (message.State != MessageState.InFlight || message.ReceiveCount != handle.Receive))
        {
            throw SqsErrors.ReceiptHandleExpired(receiptHandle);
        }
    }

    private bool DeduplicatesByGroup(DateTimeOffset now) => now < _scopeSettlesAt ? _earlierScopeIsGroup : Attributes.DeduplicatesByGroup;

    private string? SequenceNumber(Message message) =>
        Attributes.IsFifo ? (FirstSequenceNumber + (ulong)message.Position).ToString(CultureInfo.InvariantCulture) : null;
}
