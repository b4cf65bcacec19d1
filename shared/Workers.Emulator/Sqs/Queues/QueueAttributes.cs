using System.Globalization;

namespace Workers.Emulator.Sqs.Queues;

/// <summary>The settings of a queue: what a client may set, with the defaults filled in.</summary>
internal sealed class QueueAttributes
{
    private static readonly Dictionary<string, string> StandardDefaults = new(StringComparer.Ordinal)
    {
        [AttributeNames.DelaySeconds] = "0",
        [AttributeNames.MaximumMessageSize] = SqsLimits.MessageBytes.ToString(CultureInfo.InvariantCulture),
        [AttributeNames.MessageRetentionPeriod] = "345600",
        [AttributeNames.ReceiveMessageWaitTimeSeconds] = "0",
        [AttributeNames.VisibilityTimeout] = "30",
        [AttributeNames.SqsManagedSseEnabled] = "true",
    };

    private static readonly Dictionary<string, string> FifoDefaults = new(StandardDefaults, StringComparer.Ordinal)
    {
        [AttributeNames.FifoQueue] = "true",
        [AttributeNames.ContentBasedDeduplication] = "false",
        [AttributeNames.DeduplicationScope] = "queue",
        [AttributeNames.FifoThroughputLimit] = "perQueue",
    };

    private readonly Dictionary<string, string> _values;

    private QueueAttributes(Dictionary<string, string> values)
    {
        _values = values;
        IsFifo = values.ContainsKey(AttributeNames.FifoQueue);
        Delay = Seconds(AttributeNames.DelaySeconds);
        Retention = Seconds(AttributeNames.MessageRetentionPeriod);
        ReceiveWait = Seconds(AttributeNames.ReceiveMessageWaitTimeSeconds);
        Visibility = Seconds(AttributeNames.VisibilityTimeout);
        MaximumMessageBytes = int.Parse(values[AttributeNames.MaximumMessageSize], CultureInfo.InvariantCulture);
        DeduplicatesByContent = IsFifo && values[AttributeNames.ContentBasedDeduplication] == "true";
        DeduplicatesByGroup = IsFifo && values[AttributeNames.DeduplicationScope] == "messageGroup";
        Redrive = values.TryGetValue(AttributeNames.RedrivePolicy, out var policy) ? RedrivePolicy.Parse(policy) : null;
    }

    public bool IsFifo { get; }

    public TimeSpan Delay { get; }

    public TimeSpan Retention { get; }

    public TimeSpan ReceiveWait { get; }

    public TimeSpan Visibility { get; }

    public int MaximumMessageBytes { get; }

    public bool DeduplicatesByContent { get; }

    public bool DeduplicatesByGroup { get; }

    public RedrivePolicy? Redrive { get; }

    /// <summary>What can be read back under the names that were set.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>The settings of a new queue.</summary>
    /// <exception cref="Protocol.AwsErrorException">A name or a value is wrong.</exception>
    public static QueueAttributes Create(bool isFifo, IReadOnlyDictionary<string, string> requested) =>
        new QueueAttributes(new Dictionary<string, string>(isFifo ? FifoDefaults : StandardDefaults, StringComparer.Ordinal)).With(
            requested
        );

    /// <summary>These settings with some of them changed.</summary>
    /// <exception cref="Protocol.AwsErrorException">A name or a value is wrong.</exception>
    public QueueAttributes With(IReadOnlyDictionary<string, string> requested)
    {
        var values = new Dictionary<string, string>(_values, StringComparer.Ordinal);
        foreach (var (name, value) in requested)
        {
            RefuseForStandardQueue(name);
            if (value.Length == 0 && AttributeRules.IsRemovable(name))
            {
                values.Remove(name);
            }
            else
            {
                values[name] = AttributeRules.Normalize(name, value);
            }
        }

        if (IsFifo && values[AttributeNames.FifoQueue] != "true")
        {
            throw SqsErrors.InvalidAttributeValue(AttributeNames.FifoQueue, "Modifying queue type is not supported.");
        }

        SettleEncryption(values, requested);
        return new QueueAttributes(values);
    }

    /// <summary>The first of the requested attributes that these settings do not have with the same value; null when there is none.</summary>
    public string? FirstDifference(IReadOnlyDictionary<string, string> requested) =>
        With(requested)._values.FirstOrDefault(pair => !_values.TryGetValue(pair.Key, out var own) || own != pair.Value).Key;

    private static void SettleEncryption(Dictionary<string, string> values, IReadOnlyDictionary<string, string> requested)
    {
        var wantsKms = requested.TryGetValue(AttributeNames.KmsMasterKeyId, out var key) && key.Length > 0;
        var wantsSqs =
            requested.TryGetValue(AttributeNames.SqsManagedSseEnabled, out var managed)
            && string.Equals(managed, "true", StringComparison.OrdinalIgnoreCase);
        if (wantsKms && wantsSqs)
        {
            throw SqsErrors.InvalidAttributeName(
                "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE."
            );
        }

        if (wantsKms)
        {
            values[AttributeNames.SqsManagedSseEnabled] = "false";
            values.TryAdd(AttributeNames.KmsDataKeyReusePeriodSeconds, "300");
        }
        else if (wantsSqs)
        {
            values.Remove(AttributeNames.KmsMasterKeyId);
        }

        if (!values.ContainsKey(AttributeNames.KmsMasterKeyId))
        {
            values.Remove(AttributeNames.KmsDataKeyReusePeriodSeconds);
        }
    }

    private void RefuseForStandardQueue(string name)
    {
        if (IsFifo)
        {
            return;
        }

        switch (name)
        {
            case AttributeNames.FifoQueue or AttributeNames.ContentBasedDeduplication:
                throw SqsErrors.UnknownAttribute(name);
            case AttributeNames.DeduplicationScope or AttributeNames.FifoThroughputLimit:
                throw SqsErrors.InvalidAttributeName($"You can specify the {name} only when FifoQueue is set to true.");
        }
    }

    private TimeSpan Seconds(string name) => TimeSpan.FromSeconds(int.Parse(_values[name], CultureInfo.InvariantCulture));
}
