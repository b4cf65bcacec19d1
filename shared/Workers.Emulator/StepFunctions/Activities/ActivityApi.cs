using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>CreateActivity, DescribeActivity, ListActivities, DeleteActivity and GetActivityTask.</summary>
internal sealed class ActivityApi(EmulatorContext context, Arns arns, ActivityStore store, StepFunctionsStatistics statistics)
{
    private const int LongestWorkerName = 80;

    public void AddTo(IDictionary<string, AwsOperation> operations)
    {
        operations.Add("CreateActivity", CreateActivity);
        operations.Add("DescribeActivity", DescribeActivity);
        operations.Add("ListActivities", ListActivities);
        operations.Add("DeleteActivity", DeleteActivity);
        operations.Add("GetActivityTask", GetActivityTask);
    }

    private ValueTask CreateActivity(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var name = request.RequiredName();
        var activity = store.GetOrAdd(
            arns.Activity(name),
            arn =>
            {
                var created = new Activity(name, arn, context.TimeProvider.Now(), statistics.Activity(name));
                created.Tags.Add(request);
                return created;
            }
        );
        response.WriteString("activityArn"u8, activity.Arn);
        response.WriteInstant("creationDate", activity.Created);
        return ValueTask.CompletedTask;
    }

    private ValueTask DescribeActivity(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var activity = Find(request);
        WriteSummary(response, activity);
        response.WriteStartObject("encryptionConfiguration"u8);
        response.WriteString("type"u8, "AWS_OWNED_KEY"u8);
        response.WriteEndObject();
        return ValueTask.CompletedTask;
    }

    private ValueTask ListActivities(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var page = request.Page();
        var all = store.All;
        page.Write(response, "activities", all, WriteSummary);
        return ValueTask.CompletedTask;
    }

    private ValueTask DeleteActivity(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        store.Delete(Arns.Require(request.RequiredArn("activityArn"), "activity"));
        return ValueTask.CompletedTask;
    }

    private async ValueTask GetActivityTask(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var activity = Find(request);
        var workerName = request.LimitedText("workerName", LongestWorkerName, isSensitive: false);
        var poll = new ActivityPoll(activity, workerName, context.LostPolls);
        activity.Poll(poll);
        if (await poll.WaitAsync(context.TimeProvider, aborted) is not { } task)
        {
            context.Requests.CountEmptyPoll("AWSStepFunctions.GetActivityTask");
            return;
        }

        response.WriteString("taskToken"u8, task.Token);
        response.WriteString("input"u8, task.Input);
    }

    private static void WriteSummary(Utf8JsonWriter response, Activity activity)
    {
        response.WriteString("activityArn"u8, activity.Arn);
        response.WriteString("name"u8, activity.Name);
        response.WriteInstant("creationDate", activity.Created);
    }

    private Activity Find(JsonElement request)
    {
        var arn = Arns.Require(request.RequiredArn("activityArn"), "activity");
        return store.Find(arn) ?? throw SfnErrors.ActivityDoesNotExist(arn);
    }
}
