using System.Text;
using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat.</summary>
internal sealed class TokenApi(TaskRegistry registry)
{
    private const int LongestToken = 2048;
    private const int LongestError = 256;
    private const int LongestCause = 32_768;

    public void AddTo(IDictionary<string, AwsOperation> operations)
    {
        operations.Add("SendTaskSuccess", SendTaskSuccess);
        operations.Add("SendTaskFailure", SendTaskFailure);
        operations.Add("SendTaskHeartbeat", SendTaskHeartbeat);
    }

    private ValueTask SendTaskSuccess(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var token = request.RequiredText("taskToken", LongestToken, 1);
        var text = request.RequiredText("output");
        if (Encoding.UTF8.GetByteCount(text) > JsonText.LongestPayload)
        {
            throw SfnErrors.Constraint("output", null, $"Member must have length less than or equal to {JsonText.LongestPayload}");
        }

        // A token that is none is told before an output that is none.
        registry.Require(token);
        var output = JsonText.TryParse(text, out var reason) ?? throw SfnErrors.InvalidOutput(reason);
        registry.Close(token, new TaskOutcome.Succeeded(output));
        return ValueTask.CompletedTask;
    }

    private ValueTask SendTaskFailure(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var token = request.RequiredText("taskToken", LongestToken, 1);
        var error = request.LimitedText("error", LongestError, isSensitive: true);
        var cause = request.LimitedText("cause", LongestCause, isSensitive: true);
        registry.Close(token, new TaskOutcome.Failed(error, cause));
        return ValueTask.CompletedTask;
    }

    private ValueTask SendTaskHeartbeat(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        registry.Beat(request.RequiredText("taskToken", LongestToken, 1));
        return ValueTask.CompletedTask;
    }
}
