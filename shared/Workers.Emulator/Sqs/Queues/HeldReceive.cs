using Workers.Emulator.Sqs.Messages;

namespace Workers.Emulator.Sqs.Queues;

/// <summary>A receive that waits for a message.</summary>
internal sealed class HeldReceive
{
    private readonly TaskCompletionSource<List<Delivery>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeldReceive(ReceiveOptions options)
    {
        Options = options;
        Node = new LinkedListNode<HeldReceive>(this);
    }

    public ReceiveOptions Options { get; }

    /// <summary>The place in the line: whoever has waited longest is served first.</summary>
    public LinkedListNode<HeldReceive> Node { get; }

    public Task<List<Delivery>> Answer => _answer.Task;

    public void Give(List<Delivery> deliveries) => _answer.TrySetResult(deliveries);

    public void Cancel(CancellationToken cancellationToken) => _answer.TrySetCanceled(cancellationToken);

    public void Fail(Exception error) => _answer.TrySetException(error);
}
