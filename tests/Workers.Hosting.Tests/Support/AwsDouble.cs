using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;

namespace Workers.Hosting.Tests.Support;

/// <summary>Step Functions and SQS as a worker sees them: records every request; polls stay open until the test answers them.</summary>
internal sealed class AwsDouble : IStepFunctionsTasks, IStepFunctionsActivities, ISqsConsumer, ISqsProducer, ISqsQueues
{
    private readonly Channel<Func<ActivityTask?>> _activityAnswers = Channel.CreateUnbounded<Func<ActivityTask?>>();
    private readonly Channel<Func<IReadOnlyList<SqsMessage>>> _receiveAnswers = Channel.CreateUnbounded<Func<IReadOnlyList<SqsMessage>>>();

    public const string QueueUrl = "https://sqs.eu-central-1.amazonaws.com/000000000000/letters";

    public Channel<GetActivityTaskRequest> ActivityPolls { get; } = Channel.CreateUnbounded<GetActivityTaskRequest>();

    public Channel<ReceiveMessageRequest> Receives { get; } = Channel.CreateUnbounded<ReceiveMessageRequest>();

    public Channel<SendTaskSuccessRequest> Successes { get; } = Channel.CreateUnbounded<SendTaskSuccessRequest>();

    public Channel<SendTaskFailureRequest> Failures { get; } = Channel.CreateUnbounded<SendTaskFailureRequest>();

    public Channel<SendTaskHeartbeatRequest> Heartbeats { get; } = Channel.CreateUnbounded<SendTaskHeartbeatRequest>();

    public Channel<DeleteMessageBatchRequest> Deletes { get; } = Channel.CreateUnbounded<DeleteMessageBatchRequest>();

    public Channel<ChangeMessageVisibilityBatchRequest> Extensions { get; } =
        Channel.CreateUnbounded<ChangeMessageVisibilityBatchRequest>();

    public Channel<ChangeMessageVisibilityRequest> Returns { get; } = Channel.CreateUnbounded<ChangeMessageVisibilityRequest>();

    public Channel<SendMessageRequest> Sent { get; } = Channel.CreateUnbounded<SendMessageRequest>();

    public ConcurrentQueue<CancellationToken> PollTokens { get; } = new();

    public Func<DescribeActivityRequest, Task> OnDescribeActivity { get; set; } = _ => Task.CompletedTask;

    /// <summary>When set, nothing but polls is answered before it has ended, whatever the caller's token says.</summary>
    public Task? Dead { get; set; }

    /// <summary>When set, extensions are not answered before it has ended.</summary>
    public Task? SlowExtension { get; set; }

    public Func<SendTaskSuccessRequest, Task> OnSuccess { get; set; } = _ => Task.CompletedTask;

    public Func<SendTaskFailureRequest, Task> OnFailure { get; set; } = _ => Task.CompletedTask;

    public Func<SendTaskHeartbeatRequest, Task> OnHeartbeat { get; set; } = _ => Task.CompletedTask;

    public Func<SendMessageRequest, Task> OnSend { get; set; } = _ => Task.CompletedTask;

    public Func<GetQueueAttributesRequest, Task> OnGetQueueAttributes { get; set; } = _ => Task.CompletedTask;

    public Func<DeleteMessageBatchRequest, BatchResponse> OnDelete { get; set; } = _ => new BatchResponse();

    public Action<ChangeMessageVisibilityRequest> OnReturn { get; set; } = _ => { };

    public Func<ChangeMessageVisibilityBatchRequest, BatchResponse> OnExtension { get; set; } =
        request => new BatchResponse { Successful = [.. request.Entries.Select(entry => new BatchResultEntry(entry.Id))] };

    public Func<GetQueueUrlRequest, GetQueueUrlResponse> OnGetQueueUrl { get; set; } = _ => new GetQueueUrlResponse { QueueUrl = QueueUrl };

    public Dictionary<string, string> QueueAttributes { get; } = new() { ["VisibilityTimeout"] = "30" };

    public static SqsMessage Message(string id, string body, int receiveCount = 1, DateTimeOffset? sent = null) =>
        new()
        {
            MessageId = id,
            ReceiptHandle = "receipt-" + id,
            Body = Encoding.UTF8.GetBytes(body),
            Attributes = new Dictionary<string, string>
            {
                ["ApproximateReceiveCount"] = receiveCount.ToString(CultureInfo.InvariantCulture),
                ["SentTimestamp"] = sent?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "",
            },
        };

    public void AnswerPoll(string token, string input) =>
        AnswerPoll(() => new ActivityTask { TaskToken = token, Input = Encoding.UTF8.GetBytes(input) });

    public void AnswerPoll(Func<ActivityTask?> answer) => _activityAnswers.Writer.TryWrite(answer);

    public void AnswerReceive(params SqsMessage[] messages) => AnswerReceive(() => messages);

    public void AnswerReceive(Func<IReadOnlyList<SqsMessage>> answer) => _receiveAnswers.Writer.TryWrite(answer);

    public async Task<ActivityTask?> GetActivityTaskAsync(GetActivityTaskRequest request, CancellationToken cancellationToken = default)
    {
        PollTokens.Enqueue(cancellationToken);
        ActivityPolls.Writer.TryWrite(request);
        return (await _activityAnswers.Reader.ReadAsync(cancellationToken))();
    }

    public async Task<ActivityDescription> DescribeActivityAsync(
        DescribeActivityRequest request,
        CancellationToken cancellationToken = default
    )
    {
        await OnDescribeActivity(request).WaitAsync(cancellationToken);
        return new ActivityDescription { ActivityArn = request.ActivityArn, Name = request.ActivityArn.Split(':')[^1] };
    }

    public async Task SendTaskSuccessAsync(SendTaskSuccessRequest request, CancellationToken cancellationToken = default)
    {
        Successes.Writer.TryWrite(request);
        await (Dead ?? Task.CompletedTask);
        await OnSuccess(request).WaitAsync(cancellationToken);
    }

    public async Task SendTaskFailureAsync(SendTaskFailureRequest request, CancellationToken cancellationToken = default)
    {
        Failures.Writer.TryWrite(request);
        await (Dead ?? Task.CompletedTask);
        await OnFailure(request);
    }

    public async Task SendTaskHeartbeatAsync(SendTaskHeartbeatRequest request, CancellationToken cancellationToken = default)
    {
        Heartbeats.Writer.TryWrite(request);
        await (Dead ?? Task.CompletedTask);
        await OnHeartbeat(request).WaitAsync(cancellationToken);
    }

    public async Task<ReceiveMessageResponse> ReceiveMessageAsync(
        ReceiveMessageRequest request,
        CancellationToken cancellationToken = default
    )
    {
        PollTokens.Enqueue(cancellationToken);
        Receives.Writer.TryWrite(request);
        return new ReceiveMessageResponse { Messages = (await _receiveAnswers.Reader.ReadAsync(cancellationToken))() };
    }

    public Task DeleteMessageAsync(DeleteMessageRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Deletes come in batches.");

    public async Task<BatchResponse> DeleteMessageBatchAsync(
        DeleteMessageBatchRequest request,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var response = OnDelete(request);
        Deletes.Writer.TryWrite(request);
        await (Dead ?? Task.CompletedTask);
        return response;
    }

    public Task ChangeMessageVisibilityAsync(ChangeMessageVisibilityRequest request, CancellationToken cancellationToken = default)
    {
        OnReturn(request);
        Returns.Writer.TryWrite(request);
        return Dead ?? Task.CompletedTask;
    }

    public async Task<BatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request,
        CancellationToken cancellationToken = default
    )
    {
        Extensions.Writer.TryWrite(request);
        await (Dead ?? SlowExtension ?? Task.CompletedTask);
        return OnExtension(request);
    }

    public Task<GetQueueUrlResponse> GetQueueUrlAsync(GetQueueUrlRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(OnGetQueueUrl(request));

    public async Task<GetQueueAttributesResponse> GetQueueAttributesAsync(
        GetQueueAttributesRequest request,
        CancellationToken cancellationToken = default
    )
    {
        await OnGetQueueAttributes(request).WaitAsync(cancellationToken);
        return new GetQueueAttributesResponse { Attributes = QueueAttributes };
    }

    public async Task<SendMessageResponse> SendMessageAsync(SendMessageRequest request, CancellationToken cancellationToken = default)
    {
        Sent.Writer.TryWrite(request);
        await OnSend(request);
        return new SendMessageResponse { MessageId = "sent" };
    }

    public Task<BatchResponse> SendMessageBatchAsync(SendMessageBatchRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Replies are sent one by one.");

    public Task<CreateQueueResponse> CreateQueueAsync(CreateQueueRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A worker creates no queues.");

    public Task DeleteQueueAsync(DeleteQueueRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A worker deletes no queues.");
}
