using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>DescribeMapRun and ListMapRuns.</summary>
internal sealed class MapRunApi(MapRunStore runs, ExecutionStore executions)
{
    public void AddTo(IDictionary<string, AwsOperation> operations)
    {
        operations.Add("DescribeMapRun", DescribeMapRun);
        operations.Add("ListMapRuns", ListMapRuns);
    }

    private ValueTask DescribeMapRun(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        runs.Get(request.RequiredText("mapRunArn", longest: 2_000, shortest: 1)).WriteDescription(response);
        return ValueTask.CompletedTask;
    }

    private ValueTask ListMapRuns(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var page = request.Page();
        var all = runs.OfExecution(executions.Get(request.RequiredArn("executionArn")).Arn);
        page.Write(response, "mapRuns", all, static (writer, run) => run.WriteSummary(writer));
        return ValueTask.CompletedTask;
    }
}
