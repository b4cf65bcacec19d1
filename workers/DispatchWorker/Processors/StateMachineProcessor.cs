using System.Text;
using DispatchWorker.Settings;
using DispatchWorker.Vault;
using Workers.Aws;
using Workers.Aws.StepFunctions;

namespace DispatchWorker.Processors;

/// <summary>Starts an execution whose name is the hand-over's id, so that handing over again starts none.</summary>
internal sealed class StateMachineProcessor(IStepFunctionsExecutions executions) : IProcessor
{
    public ProcessorKind Kind => ProcessorKind.StateMachine;

    public async Task SendAsync(DispatchTarget target, Handover handover, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var request = new StartExecutionRequest
        {
            StateMachineArn = target.Address,
            Name = handover.Id,
            Input = Encoding.UTF8.GetString(body.Span),
        };
        try
        {
            await executions.StartExecutionAsync(request, cancellationToken);
        }
        catch (ExecutionAlreadyExistsException)
        {
            // It was started by an earlier hand-over, under this id.
        }
        catch (AwsServiceException exception) when (exception.Code is "InvalidExecutionInput" or "InvalidName" or "ValidationException")
        {
            throw new HandoverRefusedException($"StartExecution refused it: {exception.Message}", exception);
        }
        catch (AwsException exception)
        {
            throw new HandoverException($"StartExecution failed: {exception.Message}", exception);
        }
    }
}
