using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Hosting.Stores;

namespace Workers.Testing.Tests;

/// <summary>
/// Pulls a worker's plug at a moment of the test's choice: from then on none of its calls gets through or is answered. To everybody else that is a
/// worker that was killed there.
/// </summary>
internal sealed class Plug(WorkflowTestHost host, IRecordStore store) : IStepFunctionsTasks, ISqsConsumer, IRecordStore
{
    private readonly TaskCompletionSource _never = new();
    private volatile bool _pulled;

    /// <summary>Looks at each call before it is made; <see langword="true"/> pulls the plug, and the call is not made.</summary>
    public Func<string, bool> Before { get; set; } = _ => false;

    /// <summary>Looks at each call after it was made; <see langword="true"/> pulls the plug, and the answer is lost.</summary>
    public Func<string, bool> After { get; set; } = _ => false;

    public Task<ActivityTask?> GetActivityTaskAsync(GetActivityTaskRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("GetActivityTask", () => host.StepFunctions.GetActivityTaskAsync(request, cancellationToken));

    public Task SendTaskSuccessAsync(SendTaskSuccessRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("SendTaskSuccess", () => Answered(host.StepFunctions.SendTaskSuccessAsync(request, cancellationToken)));

    public Task SendTaskFailureAsync(SendTaskFailureRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("SendTaskFailure", () => Answered(host.StepFunctions.SendTaskFailureAsync(request, cancellationToken)));

    public Task SendTaskHeartbeatAsync(SendTaskHeartbeatRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("SendTaskHeartbeat", () => Answered(host.StepFunctions.SendTaskHeartbeatAsync(request, cancellationToken)));

    public Task<ReceiveMessageResponse> ReceiveMessageAsync(ReceiveMessageRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("ReceiveMessage", () => host.Sqs.ReceiveMessageAsync(request, cancellationToken));

    public Task DeleteMessageAsync(DeleteMessageRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("DeleteMessage", () => Answered(host.Sqs.DeleteMessageAsync(request, cancellationToken)));

    public Task<BatchResponse> DeleteMessageBatchAsync(DeleteMessageBatchRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("DeleteMessage", () => host.Sqs.DeleteMessageBatchAsync(request, cancellationToken));

    public Task ChangeMessageVisibilityAsync(ChangeMessageVisibilityRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("ChangeMessageVisibility", () => Answered(host.Sqs.ChangeMessageVisibilityAsync(request, cancellationToken)));

    public Task<BatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync("ChangeMessageVisibility", () => host.Sqs.ChangeMessageVisibilityBatchAsync(request, cancellationToken));

    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken = default) =>
        CallAsync("get", () => store.GetAsync(key, cancellationToken));

    public Task<long?> TryPutAsync(
        RecordKey key,
        ReadOnlyMemory<byte> value,
        long expectedVersion,
        DateTimeOffset? expires = null,
        CancellationToken cancellationToken = default
    )
    {
        var state = value.Span.IndexOf("\"InProgress\""u8) >= 0 ? "put InProgress" : "put Succeeded";
        return CallAsync(state, () => store.TryPutAsync(key, value, expectedVersion, expires, cancellationToken));
    }

    public Task<bool> TryDeleteAsync(RecordKey key, long? expectedVersion = null, CancellationToken cancellationToken = default) =>
        CallAsync("delete", () => store.TryDeleteAsync(key, expectedVersion, cancellationToken));

    public IAsyncEnumerable<StoredRecord> ListAsync(
        string partition,
        string? after = null,
        CancellationToken cancellationToken = default
    ) => store.ListAsync(partition, after, cancellationToken);

    private static async Task<bool> Answered(Task call)
    {
        await call;
        return true;
    }

    private async Task<T> CallAsync<T>(string name, Func<Task<T>> call)
    {
        _pulled |= Before(name);
        if (!_pulled)
        {
            var answer = await call();
            _pulled |= After(name);
            if (!_pulled)
            {
                return answer;
            }
        }

        await _never.Task;
        throw new InvalidOperationException("A pulled plug answers nothing.");
    }
}
