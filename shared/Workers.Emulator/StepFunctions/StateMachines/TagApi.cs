using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>TagResource, UntagResource and ListTagsForResource.</summary>
internal sealed class TagApi(StateMachineStore machines, ActivityStore activities)
{
    public void AddTo(IDictionary<string, AwsOperation> operations)
    {
        operations.Add("TagResource", TagResource);
        operations.Add("UntagResource", UntagResource);
        operations.Add("ListTagsForResource", ListTagsForResource);
    }

    private ValueTask TagResource(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var tags = Find(request);
        if (request.Member("tags") is null)
        {
            throw SfnErrors.Constraint("tags", "null", "Member must not be null");
        }

        tags.Add(request);
        return ValueTask.CompletedTask;
    }

    private ValueTask UntagResource(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var tags = Find(request);
        if (request.Member("tagKeys") is null)
        {
            throw SfnErrors.Constraint("tagKeys", "null", "Member must not be null");
        }

        tags.Remove(request.Texts("tagKeys"));
        return ValueTask.CompletedTask;
    }

    private ValueTask ListTagsForResource(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        Find(request).WriteTo(response);
        return ValueTask.CompletedTask;
    }

    private TagSet Find(JsonElement request)
    {
        var arn = request.RequiredArn("resourceArn");
        Arns.Split(arn);
        return machines.Find(arn)?.Tags ?? activities.Find(arn)?.Tags ?? throw SfnErrors.ResourceNotFound(arn);
    }
}
