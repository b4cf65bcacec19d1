using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>RedriveExecution.</summary>
internal sealed class RedriveApi(ExecutionStore executions, ExecutionStarter starter)
{
    private const int LongestToken = 64;

    // One redrive at a time: of two callers the second finds an execution that runs.
    private readonly Lock _gate = new();

    public void AddTo(IDictionary<string, AwsOperation> operations) => operations.Add("RedriveExecution", RedriveExecution);

    private ValueTask RedriveExecution(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var arn = Arns.Require(request.RequiredArn("executionArn"), "execution");
        var token = Token(request);
        var execution = executions.Get(arn);
        lock (_gate)
        {
            if (token is null || !execution.IsRedriveOf(token))
            {
                Redrive(execution, token);
            }

            response.WriteInstant("redriveDate", execution.Redriven!.Value);
        }

        return ValueTask.CompletedTask;
    }

    private void Redrive(Execution execution, string? token)
    {
        var (status, reason) = RedriveRules.Describe(execution);
        if (status != "REDRIVABLE")
        {
            throw SfnErrors.ExecutionNotRedrivable(reason ?? "Execution can be redriven by its Map Run only");
        }

        starter.Redrive(execution, token);
    }

    private static string? Token(JsonElement request)
    {
        if (request.LimitedText("clientToken", LongestToken, isSensitive: false) is not { } token)
        {
            return null;
        }

        return token.Length > 0 && token.All(c => c is >= '!' and <= '~')
            ? token
            : throw SfnErrors.Constraint("clientToken", token, "Member must satisfy regular expression pattern: [!-~]+");
    }
}
