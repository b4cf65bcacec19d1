using System.Text;
using DispatchWorker.Settings;
using DispatchWorker.Vault;
using Workers.Aws;
using Workers.Aws.Sqs;

namespace DispatchWorker.Processors;

/// <summary>Sends a message. On a FIFO queue each hand-over is a group of its own and is deduplicated by its id.</summary>
internal sealed class QueueProcessor(ISqsProducer queues) : IProcessor
{
    public ProcessorKind Kind => ProcessorKind.Queue;

    public async Task SendAsync(DispatchTarget target, Handover handover, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var isFifo = target.Address.EndsWith(".fifo", StringComparison.Ordinal);
        var request = new SendMessageRequest
        {
            QueueUrl = target.Address,
            MessageBody = Encoding.UTF8.GetString(body.Span),
            MessageGroupId = isFifo ? handover.Id : null,
            MessageDeduplicationId = isFifo ? handover.Id : null,
        };
        try
        {
            await queues.SendMessageAsync(request, cancellationToken);
        }
        catch (AwsServiceException exception)
            when (exception.Code is "InvalidParameterValue" or "InvalidMessageContents" or "ValidationException")
        {
            throw new HandoverRefusedException($"SendMessage refused it: {exception.Message}", exception);
        }
        catch (AwsException exception)
        {
            throw new HandoverException($"SendMessage failed: {exception.Message}", exception);
        }
    }
}
