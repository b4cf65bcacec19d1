using Workers.Aws;
using Workers.Aws.Sqs;

namespace JobWorker.Tests.Support;

/// <summary>A worker's way to SQS that can be cut: from then on nothing of it gets out, as if its process had been killed.</summary>
internal sealed class Cable(ISqs sqs) : ISqsConsumer, ISqsProducer
{
    private volatile bool _isCut;

    public void Cut() => _isCut = true;

    public Task<ReceiveMessageResponse> ReceiveMessageAsync(ReceiveMessageRequest request, CancellationToken cancellationToken = default) =>
        Through().ReceiveMessageAsync(request, cancellationToken);

    public Task DeleteMessageAsync(DeleteMessageRequest request, CancellationToken cancellationToken = default) =>
        Through().DeleteMessageAsync(request, cancellationToken);

    public Task<BatchResponse> DeleteMessageBatchAsync(DeleteMessageBatchRequest request, CancellationToken cancellationToken = default) =>
        Through().DeleteMessageBatchAsync(request, cancellationToken);

    public Task ChangeMessageVisibilityAsync(ChangeMessageVisibilityRequest request, CancellationToken cancellationToken = default) =>
        Through().ChangeMessageVisibilityAsync(request, cancellationToken);

    public Task<BatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request,
        CancellationToken cancellationToken = default
    ) => Through().ChangeMessageVisibilityBatchAsync(request, cancellationToken);

    public Task<SendMessageResponse> SendMessageAsync(SendMessageRequest request, CancellationToken cancellationToken = default) =>
        Through().SendMessageAsync(request, cancellationToken);

    public Task<BatchResponse> SendMessageBatchAsync(SendMessageBatchRequest request, CancellationToken cancellationToken = default) =>
        Through().SendMessageBatchAsync(request, cancellationToken);

    private ISqs Through() => _isCut ? throw new AwsConnectionException("The cable is cut.") : sqs;
}
