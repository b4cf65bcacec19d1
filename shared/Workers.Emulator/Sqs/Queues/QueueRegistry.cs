using System.Collections.Concurrent;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.Sqs.Queues;

/// <summary>The queues by name.</summary>
internal sealed class QueueRegistry(EmulatorContext context)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, Queue> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _deletedAt = new(StringComparer.Ordinal);
    private readonly string _arnPrefix = $"arn:aws:sqs:{context.Region}:{context.AccountId}:";

    public IEnumerable<Queue> All => _queues.Values.OrderBy(queue => queue.Name, StringComparer.Ordinal);

    /// <summary>Creates a queue, or finds the one that exists with the same settings.</summary>
    /// <exception cref="AwsErrorException">The name or a setting is wrong, is taken, or was freed less than a minute ago.</exception>
    public Queue Create(string name, Dictionary<string, string> requested, Dictionary<string, string> tags)
    {
        var isFifo =
            requested.TryGetValue(AttributeNames.FifoQueue, out var fifo) && fifo.Equals("true", StringComparison.OrdinalIgnoreCase);
        QueueName.Check(name, isFifo);
        var attributes = QueueAttributes.Create(isFifo, requested);
        CheckRedrive(attributes);
        lock (_lock)
        {
            if (_queues.TryGetValue(name, out var existing))
            {
                return existing.Attributes.FirstDifference(requested) is { } difference
                    ? throw SqsErrors.QueueNameExists(difference)
                    : existing;
            }

            if (_deletedAt.Remove(name, out var deletedAt) && deletedAt + SqsLimits.Propagation > context.TimeProvider.GetUtcNow())
            {
                _deletedAt.Add(name, deletedAt);
                throw SqsErrors.QueueDeletedRecently();
            }

            var queue = new Queue(name, _arnPrefix + name, attributes, context.TimeProvider, FindByArn);
            queue.Tags.Set(tags);
            _queues[name] = queue;
            return queue;
        }
    }

    /// <summary>The queue of a name.</summary>
    /// <exception cref="AwsErrorException">There is none.</exception>
    public Queue Find(string name) => _queues.GetValueOrDefault(name) ?? throw SqsErrors.QueueDoesNotExist();

    /// <summary>The queue of a URL; the host does not matter, because clients reach the emulator under several.</summary>
    /// <exception cref="AwsErrorException">There is none, or it is no URL.</exception>
    public Queue FindByUrl(string url)
    {
        var path = url.TrimEnd('/').Split('/');
        return path.Length < 2 ? throw SqsErrors.InvalidAddress(url)
            : path[^2] == context.AccountId ? Find(path[^1])
            : throw SqsErrors.QueueDoesNotExist();
    }

    /// <exception cref="AwsErrorException">There is no such queue.</exception>
    public void Delete(Queue queue)
    {
        lock (_lock)
        {
            if (!_queues.TryRemove(queue.Name, out _))
            {
                throw SqsErrors.QueueDoesNotExist();
            }

            _deletedAt[queue.Name] = context.TimeProvider.GetUtcNow();
        }

        queue.MarkDeleted();
    }

    /// <summary>Refuses a redrive policy whose dead-letter queue cannot take the messages.</summary>
    /// <exception cref="AwsErrorException">The dead-letter queue does not exist, or is of the other type.</exception>
    public void CheckRedrive(QueueAttributes attributes)
    {
        if (attributes.Redrive is not { } redrive)
        {
            return;
        }

        var text = attributes.Values[AttributeNames.RedrivePolicy];
        var target = FindByArn(redrive.DeadLetterTargetArn) ?? throw RedrivePolicy.Invalid(text, "Dead letter target does not exist.");
        if (target.Attributes.IsFifo != attributes.IsFifo)
        {
            throw RedrivePolicy.Invalid(text, "Dead-letter queue must be same type of queue as the source.");
        }
    }

    /// <summary>The queue of an ARN; null when there is none.</summary>
    public Queue? FindByArn(string arn) =>
        arn.StartsWith(_arnPrefix, StringComparison.Ordinal) ? _queues.GetValueOrDefault(arn[_arnPrefix.Length..]) : null;
}
