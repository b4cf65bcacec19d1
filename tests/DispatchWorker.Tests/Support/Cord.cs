using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Hosting.Stores;

namespace DispatchWorker.Tests.Support;

/// <summary>
/// What ties one dispatcher to the rest of the world. Once it is cut, nothing that the dispatcher does has an effect any more, as after a
/// crash: it reads nothing, writes nothing, and is handed no task.
/// </summary>
internal sealed class Cord(IRecordStore store, IStepFunctionsTasks tasks, ISqsConsumer queues, TimeProvider time)
    : IRecordStore,
        IStepFunctionsTasks,
        ISqsConsumer
{
    private volatile bool _isCut;

    public void Cut() => _isCut = true;

    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken = default) =>
        Store.GetAsync(key, cancellationToken);

    public Task<long?> TryPutAsync(
        RecordKey key,
        ReadOnlyMemory<byte> value,
        long expectedVersion,
        DateTimeOffset? expires = null,
        CancellationToken cancellationToken = default
    ) => Store.TryPutAsync(key, value, expectedVersion, expires, cancellationToken);

    public Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default) =>
        Store.TryDeleteAsync(key, expectedVersion, cancellationToken);

    public IAsyncEnumerable<StoredRecord> ListAsync(
        string partition,
        string? after = null,
        CancellationToken cancellationToken = default
    ) => Store.ListAsync(partition, after, cancellationToken);

    public async Task<ActivityTask?> GetActivityTaskAsync(GetActivityTaskRequest request, CancellationToken cancellationToken = default)
    {
        if (!_isCut)
        {
            return await tasks.GetActivityTaskAsync(request, cancellationToken);
        }

        await Task.Delay(TimeSpan.FromSeconds(60), time, cancellationToken);
        return null;
    }

    public async Task<ReceiveMessageResponse> ReceiveMessageAsync(
        ReceiveMessageRequest request,
        CancellationToken cancellationToken = default
    )
    {
        if (!_isCut)
        {
            return await queues.ReceiveMessageAsync(request, cancellationToken);
        }

        await Task.Delay(TimeSpan.FromSeconds(20), time, cancellationToken);
        return new ReceiveMessageResponse();
    }

    public Task DeleteMessageAsync(DeleteMessageRequest request, CancellationToken cancellationToken = default) =>
        queues.DeleteMessageAsync(request, cancellationToken);

    public Task<BatchResponse> DeleteMessageBatchAsync(DeleteMessageBatchRequest request, CancellationToken cancellationToken = default) =>
        queues.DeleteMessageBatchAsync(request, cancellationToken);

    public Task ChangeMessageVisibilityAsync(ChangeMessageVisibilityRequest request, CancellationToken cancellationToken = default) =>
        queues.ChangeMessageVisibilityAsync(request, cancellationToken);

    public Task<BatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request,
        CancellationToken cancellationToken = default
    ) => queues.ChangeMessageVisibilityBatchAsync(request, cancellationToken);

    public Task SendTaskSuccessAsync(SendTaskSuccessRequest request, CancellationToken cancellationToken = default) =>
        Tasks.SendTaskSuccessAsync(request, cancellationToken);

    public Task SendTaskFailureAsync(SendTaskFailureRequest request, CancellationToken cancellationToken = default) =>
        Tasks.SendTaskFailureAsync(request, cancellationToken);

    public Task SendTaskHeartbeatAsync(SendTaskHeartbeatRequest request, CancellationToken cancellationToken = default) =>
        Tasks.SendTaskHeartbeatAsync(request, cancellationToken);

    private IRecordStore Store => _isCut ? throw new IOException("The dispatcher has crashed.") : store;

    private IStepFunctionsTasks Tasks => _isCut ? throw new IOException("The dispatcher has crashed.") : tasks;
}
