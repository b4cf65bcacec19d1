using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Workers.Emulator.StepFunctions;

namespace Workers.Emulator.Lambda;

/// <summary>A call of a function that is under way.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without a timer holds nothing that must be freed.")]
internal sealed class FunctionCall : IIntegrationJob
{
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task<TaskOutcome> _outcome;

    /// <summary>Begins a call.</summary>
    /// <param name="invoke">Calls the function.</param>
    /// <param name="answer">Makes of its result what the state sees.</param>
    public FunctionCall(Func<CancellationToken, Task<FunctionResult>> invoke, Func<FunctionResult, JsonElement> answer) =>
        // Whatever the function does before its first wait must not hold up the state machine that calls it.
        _outcome = Task.Run(() => RunAsync(invoke, answer));

    public void WhenEnded(Action<TaskOutcome> observer) => _ = TellAsync(observer);

    // Not by the caller: it is the loop of an execution, and the function's callbacks take their time.
    public void Stop() => _ = _stopped.CancelAsync();

    private async Task TellAsync(Action<TaskOutcome> observer) => observer(await _outcome);

    private async Task<TaskOutcome> RunAsync(Func<CancellationToken, Task<FunctionResult>> invoke, Func<FunctionResult, JsonElement> answer)
    {
        try
        {
            return new TaskOutcome.Succeeded(answer(await invoke(_stopped.Token)));
        }
        catch (IntegrationException error)
        {
            return new TaskOutcome.Failed(error.Error, error.Cause);
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            return TaskOutcome.Stopped.Instance;
        }
    }
}
