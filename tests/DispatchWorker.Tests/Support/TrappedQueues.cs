using Workers.Aws.Sqs;

namespace DispatchWorker.Tests.Support;

/// <summary>SQS, each call of which may be a dispatcher's last.</summary>
internal sealed class TrappedQueues(ISqs queues, CrashTrap trap, Told told) : ISqsConsumer, ISqsProducer
{
    public async Task<ReceiveMessageResponse> ReceiveMessageAsync(
        ReceiveMessageRequest request,
        CancellationToken cancellationToken = default
    )
    {
        var response = await queues.ReceiveMessageAsync(request, cancellationToken);
        if (response.Messages is { Count: > 0 })
        {
            await trap.PassOnAsync("ReceiveMessage");
        }

        return response;
    }

    public Task DeleteMessageAsync(DeleteMessageRequest request, CancellationToken cancellationToken = default) =>
        trap.DoAsync("DeleteMessage", () => queues.DeleteMessageAsync(request, cancellationToken));

    public Task<BatchResponse> DeleteMessageBatchAsync(DeleteMessageBatchRequest request, CancellationToken cancellationToken = default) =>
        trap.DoAsync("DeleteMessageBatch", () => queues.DeleteMessageBatchAsync(request, cancellationToken));

    public Task ChangeMessageVisibilityAsync(ChangeMessageVisibilityRequest request, CancellationToken cancellationToken = default) =>
        trap.DoAsync("ChangeMessageVisibility", () => queues.ChangeMessageVisibilityAsync(request, cancellationToken));

    public Task<BatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request,
        CancellationToken cancellationToken = default
    ) => trap.DoAsync("ChangeMessageVisibilityBatch", () => queues.ChangeMessageVisibilityBatchAsync(request, cancellationToken));

    public Task<SendMessageResponse> SendMessageAsync(SendMessageRequest request, CancellationToken cancellationToken = default)
    {
        told.Add($"{request} {request.MessageBody}");
        return trap.DoAsync("SendMessage", () => queues.SendMessageAsync(request, cancellationToken));
    }

    public Task<BatchResponse> SendMessageBatchAsync(SendMessageBatchRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The dispatcher sends one message at a time.");
}
