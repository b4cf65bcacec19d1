using Workers.Aws.Endpoints;
using Workers.Aws.Telemetry;
using Workers.Aws.Transport;

namespace Workers.Aws.Sqs;

/// <summary>The operations of the service, each with its class.</summary>
internal static class SqsOperations
{
    private const int LongestWaitSeconds = 20;

    public static AwsOperation<ReceiveMessageRequest, ReceiveMessageResponse> ReceiveMessage { get; } =
        new(
            AwsService.Sqs,
            "ReceiveMessage",
            CallClass.Poll,
            SqsJson.Default.ReceiveMessageRequest,
            SqsJson.Default.ReceiveMessageResponse,
            static answer => answer?.Messages is not { Count: > 0 },
            wait: static request => TimeSpan.FromSeconds(request.WaitTimeSeconds ?? LongestWaitSeconds)
        )
        {
            Messaging = new(MessagingSystem.Sqs, "receive", "receive")
            {
                Destination = static request => request.QueueUrl,
                Count = static (_, answer) => answer?.Messages?.Count ?? 0,
                MessageId = static answer => answer?.Messages is [var only] ? only.MessageId : null,
            },
        };

    public static AwsOperation<DeleteMessageRequest, NoResponse> DeleteMessage { get; } =
        new(AwsService.Sqs, "DeleteMessage", CallClass.Call, SqsJson.Default.DeleteMessageRequest, null)
        {
            Messaging = new(MessagingSystem.Sqs, "delete", "settle") { Destination = static request => request.QueueUrl },
        };

    public static AwsOperation<DeleteMessageBatchRequest, BatchResponse> DeleteMessageBatch { get; } =
        new(AwsService.Sqs, "DeleteMessageBatch", CallClass.Call, SqsJson.Default.DeleteMessageBatchRequest, SqsJson.Default.BatchResponse)
        {
            Messaging = new(MessagingSystem.Sqs, "delete", "settle")
            {
                Destination = static request => request.QueueUrl,
                Count = static (request, _) => request.Entries.Count,
            },
        };

    public static AwsOperation<ChangeMessageVisibilityRequest, NoResponse> ChangeMessageVisibility { get; } =
        new(AwsService.Sqs, "ChangeMessageVisibility", CallClass.Call, SqsJson.Default.ChangeMessageVisibilityRequest, null);

    public static AwsOperation<ChangeMessageVisibilityBatchRequest, BatchResponse> ChangeMessageVisibilityBatch { get; } =
        new(
            AwsService.Sqs,
            "ChangeMessageVisibilityBatch",
            CallClass.Lease,
            SqsJson.Default.ChangeMessageVisibilityBatchRequest,
            SqsJson.Default.BatchResponse
        );

    public static AwsOperation<SendMessageRequest, SendMessageResponse> SendMessage { get; } =
        new(AwsService.Sqs, "SendMessage", CallClass.Call, SqsJson.Default.SendMessageRequest, SqsJson.Default.SendMessageResponse)
        {
            Messaging = new(MessagingSystem.Sqs, "send", "send")
            {
                Destination = static request => request.QueueUrl,
                MessageId = static answer => answer?.MessageId,
            },
        };

    public static AwsOperation<SendMessageBatchRequest, BatchResponse> SendMessageBatch { get; } =
        new(AwsService.Sqs, "SendMessageBatch", CallClass.Call, SqsJson.Default.SendMessageBatchRequest, SqsJson.Default.BatchResponse)
        {
            Messaging = new(MessagingSystem.Sqs, "send", "send")
            {
                Destination = static request => request.QueueUrl,
                Count = static (request, _) => request.Entries.Count,
            },
        };

    public static AwsOperation<GetQueueUrlRequest, GetQueueUrlResponse> GetQueueUrl { get; } =
        new(AwsService.Sqs, "GetQueueUrl", CallClass.Call, SqsJson.Default.GetQueueUrlRequest, SqsJson.Default.GetQueueUrlResponse);

    public static AwsOperation<GetQueueAttributesRequest, GetQueueAttributesResponse> GetQueueAttributes { get; } =
        new(
            AwsService.Sqs,
            "GetQueueAttributes",
            CallClass.Call,
            SqsJson.Default.GetQueueAttributesRequest,
            SqsJson.Default.GetQueueAttributesResponse
        );

    public static AwsOperation<CreateQueueRequest, CreateQueueResponse> CreateQueue { get; } =
        new(AwsService.Sqs, "CreateQueue", CallClass.Call, SqsJson.Default.CreateQueueRequest, SqsJson.Default.CreateQueueResponse);

    public static AwsOperation<DeleteQueueRequest, NoResponse> DeleteQueue { get; } =
        new(AwsService.Sqs, "DeleteQueue", CallClass.Call, SqsJson.Default.DeleteQueueRequest, null);

    public static AwsOperation<ListQueuesRequest, ListQueuesResponse> ListQueues { get; } =
        new(AwsService.Sqs, "ListQueues", CallClass.Call, SqsJson.Default.ListQueuesRequest, SqsJson.Default.ListQueuesResponse);

    public static AwsOperation<ListQueueTagsRequest, ListQueueTagsResponse> ListQueueTags { get; } =
        new(AwsService.Sqs, "ListQueueTags", CallClass.Call, SqsJson.Default.ListQueueTagsRequest, SqsJson.Default.ListQueueTagsResponse);
}
