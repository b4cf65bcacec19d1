using System.Globalization;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Hosting.Jobs;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Progress;
using Workers.Hosting.Settings;
using Workers.Hosting.Telemetry;

namespace Workers.Hosting.Queues;

/// <summary>Receives the messages of one queue.</summary>
internal sealed partial class QueuePoller : PollLoop
{
    // SQS's limit for a receive.
    private const int MostMessages = 10;

    // Under load, slots that come free together share a receive; never longer than a share of what a job takes anyway, or its receive.
    private static readonly TimeSpan ShortestLinger = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestLinger = TimeSpan.FromMilliseconds(50);

    private static readonly string[] SystemAttributes =
    [
        "ApproximateReceiveCount",
        "SentTimestamp",
        "AWSTraceHeader",
        "DeadLetterQueueSourceArn",
    ];
    private static readonly string[] MessageAttributes = [TraceContext.MessageAttribute];

    private readonly ILogger _logger;
    private readonly QueueRegistration _registration;
    private readonly QueueOptions _options;
    private readonly ISqsConsumer _consumer;
    private readonly QueueLookup _lookup;
    private readonly ReceiveMessageRequest?[] _requests = new ReceiveMessageRequest?[MostMessages + 1];
    private QueueMessages? _messages;
    private readonly Func<int> _ahead;
    private volatile bool _lastWasFull;
    private TimeSpan _roundTrip;
    private int _warned;

    public QueuePoller(
        QueueRegistration registration,
        QueueOptions options,
        ISqsConsumer consumer,
        ISqsQueues queues,
        PollLoopServices services
    )
        : base(
            services,
            registration.Name,
            "aws_sqs",
            options.QueueName ?? options.QueueUrl!.Split('/')[^1],
            options.Slots,
            options.MaxPolls ?? ((options.Slots + MostMessages - 1) / MostMessages),
            TimeSpan.FromSeconds(options.WaitTimeSeconds)
        )
    {
        _logger = services.Loggers.CreateLogger<QueuePoller>();
        _registration = registration;
        _options = options;
        _consumer = consumer;
        _ahead = Ahead;
        _lookup = new QueueLookup(registration.Name, options, queues, _logger);
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_messages is not null)
        {
            await _messages.Deletes.FlushAsync(cancellationToken);
        }
    }

    public override void Dispose()
    {
        _messages?.Deletes.Dispose();
        base.Dispose();
    }

    protected override ValueTask<bool> PrepareAsync() => RepeatAsync(LookUpAsync);

    protected override ValueTask<int> ReserveAsync() =>
        _lastWasFull ? Slots.ReserveAsync(MostMessages, Linger(), _ahead) : Slots.ReserveAsync(MostMessages);

    protected override async Task<(int Received, Job? Last)> ReceiveAsync(int slots)
    {
        var asked = Clock.Now;

        // No token: an open receive is never cancelled.
        var response = await _consumer.ReceiveMessageAsync(Request(slots), CancellationToken.None);
        var messages = response.Messages ?? [];
        _lastWasFull = messages.Count >= slots;
        if (_lastWasFull)
        {
            // Nobody waited for messages: this is what a receive takes on its way. Two that end at once may lose one of their shares.
            var took = Clock.Now - asked;
            _roundTrip = _roundTrip == TimeSpan.Zero ? took : _roundTrip + ((took - _roundTrip) / 8);
        }

        var isLate = LatestAnswer(asked) < Clock.Now;
        Answered(messages.Count, slots);
        Job? last = null;
        foreach (var message in messages)
        {
            if (last is not null)
            {
                StartJob(last);
            }

            last = ToJob(message, isLate, asked);
        }

        return (messages.Count, last);
    }

    protected override string Explain(Exception exception)
    {
        var (setting, value) = _options.QueueUrl is { Length: > 0 } url
            ? ($"{_registration.Section}:{Name}:QueueUrl", url)
            : ($"{_registration.Section}:{Name}:QueueName", _options.QueueName!);
        var remedy = exception switch
        {
            QueueDoesNotExistException => "Create the queue, or correct the setting",
            AwsServiceException { Code: "AccessDenied" or "AccessDeniedException" } =>
                "Allow the worker's role sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility, sqs:GetQueueUrl and sqs:GetQueueAttributes on it",
            _ => "Correct what the message names",
        };
        return $"queue {value} cannot be received from: {exception.Message.TrimEnd('.')}. {remedy} ({setting}, environment variable {SettingPath.ToEnvironmentVariable(setting)}).";
    }

    private static string? Attribute(SqsMessage message, string name) =>
        message.Attributes is { } attributes && attributes.TryGetValue(name, out var value) ? value : null;

    private async Task LookUpAsync()
    {
        var (url, visibility, maxReceiveCount) = await _lookup.FindAsync(Stopping);
        var group = new VisibilityGroup(Name, url, visibility, _consumer);
        _messages = new QueueMessages(group, maxReceiveCount, Clock, Services.Jitter, _logger);
        NoteAnswer();
    }

    private TimeSpan Linger()
    {
        var share = Telemetry.AverageDuration / 8;
        share = share > _roundTrip / 2 ? share : _roundTrip / 2;
        return share < ShortestLinger ? ShortestLinger
            : share > LongestLinger ? LongestLinger
            : share;
    }

    // While a receive is on its way its slots would stand idle. Where jobs are so short that others come free in that time, it goes out for those,
    // one at most.
    private int Ahead()
    {
        var average = Telemetry.AverageDuration;
        if (average <= TimeSpan.Zero || !Slots.Turns.ComeFree)
        {
            return 0;
        }

        return (int)Math.Min(MostMessages, Slots.Counts.Used * (_roundTrip / average));
    }

    private ReceiveMessageRequest Request(int count) =>
        _requests[count] ??= new ReceiveMessageRequest
        {
            QueueUrl = _messages!.Group.QueueUrl,
            MaxNumberOfMessages = count,
            WaitTimeSeconds = _options.WaitTimeSeconds,
            VisibilityTimeout = (int)_messages.Group.Visibility.TotalSeconds,
            MessageSystemAttributeNames = SystemAttributes,
            MessageAttributeNames = MessageAttributes,
        };

    private Job? ToJob(SqsMessage message, bool isLate, TimeSpan asked)
    {
        var delivery = new QueueDelivery(
            _messages!,
            message.MessageId,
            message.ReceiptHandle,
            int.TryParse(Attribute(message, "ApproximateReceiveCount"), CultureInfo.InvariantCulture, out var count) ? count : 1,
            long.TryParse(Attribute(message, "SentTimestamp"), CultureInfo.InvariantCulture, out var sent)
                ? DateTimeOffset.FromUnixTimeMilliseconds(sent)
                : null
        );
        if (_messages!.IsDone(message.MessageId))
        {
            LogDoneBefore(Name, message.MessageId);
            _messages.Deletes.Add(delivery);
            EndJob();
            return null;
        }

        return ToJob(message, delivery, isLate, asked);
    }

    private Job ToJob(SqsMessage message, QueueDelivery delivery, bool isLate, TimeSpan asked)
    {
        var problem = EnvelopeReader.Read(message.Body, out var envelope);
        var lease = new Lease(Clock, message.MessageId, Telemetry)
        {
            TaskToken = envelope.TaskToken,

            // It comes again if it is given up too early, and runs twice if too late.
            Started = isLate ? asked : Clock.Now,
            Age = delivery.Age(Clock.Time.GetUtcNow()),
            Heartbeat = TimeSpan.FromSeconds(envelope.HeartbeatSeconds ?? _options.HeartbeatSeconds ?? 0),
            Queue = _messages!.Group,
            ReceiptHandle = message.ReceiptHandle,
        };
        WarnOfShortHeartbeat(lease);
        var replies = Services.Replies.Open(envelope, lease, delivery.ReceiveCount);
        return new Job
        {
            Source = Telemetry,
            Invoker = _registration.Invoker,
            Run = Run,
            Lease = lease,
            Problem = problem,
            Delivery = delivery,
            Replies = replies,
            MaxDuration = _options.MaxDurationSeconds is { } most ? TimeSpan.FromSeconds(most) : null,
            IsIdempotent = _options.Idempotency,
            IsLate = isLate,
            BodySize = message.Body.Length,
            Sender = Sender(message),
            Context = new JobContext
            {
                JobId = message.MessageId,
                MessageId = message.MessageId,
                SourceName = Name,
                Envelope = envelope,
                ReceiveCount = delivery.ReceiveCount,
                DeadLetterSource = Attribute(message, "DeadLetterQueueSourceArn"),
                ShuttingDown = Services.Shutdown.Told,
                Progress = replies ?? (IJobProgress)SilentProgress.Instance,
                Lease = lease,
            },
        };
    }

    // What the settings tell is checked at the start; this only the jobs tell.
    private void WarnOfShortHeartbeat(Lease lease)
    {
        if (
            lease.TaskToken is not null
            && lease.Heartbeat > TimeSpan.Zero
            && lease.Heartbeat <= lease.Queue!.Visibility
            && Interlocked.Exchange(ref _warned, 1) == 0
        )
        {
            LogShortHeartbeat(Name, lease.Heartbeat.TotalSeconds, lease.Queue.Visibility.TotalSeconds);
        }
    }

    private static System.Diagnostics.ActivityContext Sender(SqsMessage message)
    {
        if (!WorkerTelemetry.Spans.HasListeners())
        {
            return default;
        }

        return message.MessageAttributes is { } attributes && attributes.TryGetValue(TraceContext.MessageAttribute, out var attribute)
            ? TraceContext.FromTraceParent(attribute.StringValue)
            : TraceContext.FromXRay(Attribute(message, "AWSTraceHeader"));
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Source}: the HeartbeatSeconds of its jobs ({Heartbeat}) does not outlast the visibility timeout ({Visibility} s): when a worker dies, the task times out before its message comes back. Raise HeartbeatSeconds in the definition, or lower the visibility timeout"
    )]
    private partial void LogShortHeartbeat(string source, double heartbeat, double visibility);

    [LoggerMessage(
        LogLevel.Information,
        "{Source}: message {MessageId} was done before and is delivered once more; it is deleted without a run"
    )]
    private partial void LogDoneBefore(string source, string messageId);
}
