using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>DescribeMapRun, ListMapRuns and UpdateMapRun.</summary>
internal sealed class MapRunApi(MapRunStore runs, ExecutionStore executions)
{
    public void AddTo(IDictionary<string, AwsOperation> operations)
    {
        operations.Add("DescribeMapRun", DescribeMapRun);
        operations.Add("ListMapRuns", ListMapRuns);
        operations.Add("UpdateMapRun", UpdateMapRun);
    }

    private ValueTask DescribeMapRun(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        runs.Get(request.RequiredText("mapRunArn", longest: 2_000, shortest: 1)).WriteDescription(response);
        return ValueTask.CompletedTask;
    }

    private ValueTask UpdateMapRun(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var run = runs.Get(request.RequiredText("mapRunArn", longest: 2_000, shortest: 1));
        var concurrency = NotNegative(request, "maxConcurrency");
        var percentage = Percentage(request);
        var count = NotNegative(request, "toleratedFailureCount");
        if (run.Status != ExecutionStatus.RUNNING)
        {
            throw SfnErrors.Validation($"Map Run is {run.Status} and cannot be updated");
        }

        var settings = run.Settings;
        run.Settings = new MapRunSettings(
            (int)Math.Min(concurrency ?? settings.MaxConcurrency, int.MaxValue),
            count ?? settings.ToleratedFailureCount,
            percentage ?? settings.ToleratedFailurePercentage
        );
        run.Execution.Loop.Enqueue(static changed => changed.OnChanged?.Invoke(), run);
        return ValueTask.CompletedTask;
    }

    private static long? NotNegative(JsonElement request, string member)
    {
        if (request.Member(member) is not { } given)
        {
            return null;
        }

        if (given.ValueKind != JsonValueKind.Number || !given.TryGetInt64(out var number))
        {
            throw FrameworkErrors.Serialization($"{given.ValueKind} can not be converted to Integer");
        }

        return number >= 0 ? number : throw SfnErrors.Constraint(member, $"{number}", "Member must have value greater than or equal to 0");
    }

    private static double? Percentage(JsonElement request)
    {
        if (request.Member("toleratedFailurePercentage") is not { } given)
        {
            return null;
        }

        if (given.ValueKind != JsonValueKind.Number || !given.TryGetDouble(out var number))
        {
            throw FrameworkErrors.Serialization($"{given.ValueKind} can not be converted to Float");
        }

        return number is >= 0 and <= 100
            ? number
            : throw SfnErrors.Constraint(
                "toleratedFailurePercentage",
                given.GetRawText(),
                $"Member must have value {(number < 0 ? "greater than or equal to 0" : "less than or equal to 100")}"
            );
    }

    private ValueTask ListMapRuns(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var page = request.Page();
        var all = runs.OfExecution(executions.Get(request.RequiredArn("executionArn")).Arn);
        page.Write(response, "mapRuns", all, static (writer, run) => run.WriteSummary(writer));
        return ValueTask.CompletedTask;
    }
}
