using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>StartExecution, StartSyncExecution, DescribeExecution, StopExecution, ListExecutions and GetExecutionHistory.</summary>
internal sealed class ExecutionApi(ExecutionStarter starter, ExecutionStore executions, StateMachineStore machines, MapRunStore mapRuns)
{
    private const int LongestError = 256;
    private const int LongestCause = 32_768;
    private const int LongestTraceHeader = 256;
    private const int LongestPageToken = 3_096;

    // Children of a map run that have failed and are to be redriven are in no other status meanwhile.
    private const ExecutionStatus PendingRedrive = (ExecutionStatus)(-1);

    public void AddTo(IDictionary<string, AwsOperation> operations)
    {
        operations.Add("StartExecution", StartExecution);
        operations.Add("StartSyncExecution", StartSyncExecution);
        operations.Add("DescribeExecution", DescribeExecution);
        operations.Add("StopExecution", StopExecution);
        operations.Add("ListExecutions", ListExecutions);
        operations.Add("GetExecutionHistory", GetExecutionHistory);
    }

    private ValueTask StartExecution(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var execution = starter.Start(
            request.RequiredArn("stateMachineArn"),
            request.OptionalName(),
            request.Text("input"),
            request.LimitedText("traceHeader", LongestTraceHeader, isSensitive: false)
        );
        response.WriteString("executionArn"u8, execution.Arn);
        response.WriteInstant("startDate", execution.Started);
        return ValueTask.CompletedTask;
    }

    private async ValueTask StartSyncExecution(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var arn = request.RequiredArn("stateMachineArn");
        if (!machines.Resolve(arn).Machine.IsExpress)
        {
            throw SfnErrors.StateMachineTypeNotSupported();
        }

        var includesData = IncludesData(request);
        var execution = starter.Start(
            arn,
            request.OptionalName(),
            request.Text("input"),
            request.LimitedText("traceHeader", LongestTraceHeader, isSensitive: false)
        );
        var ended = new TaskCompletionSource<Execution>(TaskCreationOptions.RunContinuationsAsynchronously);
        execution.WhenEnded(closed => ended.TrySetResult(closed));
        await ended.Task.WaitAsync(aborted);
        execution.WriteSyncResult(response, includesData);
    }

    private ValueTask DescribeExecution(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        executions.Get(request.RequiredArn("executionArn")).WriteDescription(response, IncludesData(request));
        return ValueTask.CompletedTask;
    }

    private async ValueTask StopExecution(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var execution = executions.Get(request.RequiredArn("executionArn"));
        var error = request.LimitedText("error", LongestError, isSensitive: true);
        var cause = request.LimitedText("cause", LongestCause, isSensitive: true);
        var ended = new TaskCompletionSource<Execution>(TaskCreationOptions.RunContinuationsAsynchronously);
        execution.WhenEnded(closed => ended.TrySetResult(closed));
        execution.Interpreter?.Abort(error, cause);
        await ended.Task.WaitAsync(aborted);
        response.WriteInstant("stopDate", execution.End!.Stopped);
    }

    private ValueTask ListExecutions(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var page = request.Page(LongestPageToken);
        var status = StatusFilter(request);
        var all = Executions(request, status);
        page.Write(response, "executions", all, static (writer, execution) => execution.WriteSummary(writer));
        return ValueTask.CompletedTask;
    }

    private IReadOnlyList<Execution> Executions(JsonElement request, ExecutionStatus? status)
    {
        if (request.Text("mapRunArn") is { } run && request.Text("stateMachineArn") is null)
        {
            var mapRun = mapRuns.Get(run);
            var pending = mapRun.Entries.Where(entry => entry.AwaitsRedrive).Select(entry => entry.Child!).ToHashSet();
            return
            [
                .. mapRun.Children.Where(child =>
                    status is null || (pending.Contains(child) ? status == PendingRedrive : child.Status == status)
                ),
            ];
        }

        var arn = request.RequiredArn("stateMachineArn");
        var machine = machines.Resolve(arn).Machine;
        if (machine.IsExpress)
        {
            throw SfnErrors.StateMachineTypeNotSupported();
        }

        var all = executions.OfMachine(machine.Arn, status);
        return arn == machine.Arn ? all : [.. all.Where(execution => execution.VersionArn == arn || execution.AliasArn == arn)];
    }

    private ValueTask GetExecutionHistory(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var execution = executions.Get(request.RequiredArn("executionArn"));
        var page = request.Page();
        response.WriteStartArray("events"u8);
        var total = execution.History.WriteEvents(
            response,
            page.Start,
            page.Size,
            request.Flag("reverseOrder"),
            IncludesData(request, true)
        );
        response.WriteEndArray();
        page.WriteNextToken(response, total);
        return ValueTask.CompletedTask;
    }

    private static ExecutionStatus? StatusFilter(JsonElement request) =>
        request.Text("statusFilter") switch
        {
            null => null,
            "PENDING_REDRIVE" => PendingRedrive,
            var text when Enum.TryParse<ExecutionStatus>(text, out var status) && text == status.ToString() => status,
            var text => throw SfnErrors.Constraint(
                "statusFilter",
                text,
                "Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]"
            ),
        };

    private static bool IncludesData(JsonElement request) =>
        request.Text("includedData") switch
        {
            null or "ALL_DATA" => true,
            "METADATA_ONLY" => false,
            var text => throw SfnErrors.Constraint("includedData", text, "Member must satisfy enum value set: [ALL_DATA, METADATA_ONLY]"),
        };

    private static bool IncludesData(JsonElement request, bool defaultValue) => request.Flag("includeExecutionData", defaultValue);
}
