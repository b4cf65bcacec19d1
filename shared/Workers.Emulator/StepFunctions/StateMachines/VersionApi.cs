using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>PublishStateMachineVersion, ListStateMachineVersions and DeleteStateMachineVersion.</summary>
internal sealed class VersionApi(EmulatorContext context, StateMachineStore store)
{
    private const int LongestDescription = 256;

    public void AddTo(IDictionary<string, AwsOperation> operations)
    {
        operations.Add("PublishStateMachineVersion", PublishStateMachineVersion);
        operations.Add("ListStateMachineVersions", ListStateMachineVersions);
        operations.Add("DeleteStateMachineVersion", DeleteStateMachineVersion);
    }

    private ValueTask PublishStateMachineVersion(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var machine = store.Get(request.RequiredArn("stateMachineArn"));
        var description = request.LimitedText("description", LongestDescription, isSensitive: true);
        var revision = machine.Revision;
        if (request.Text("revisionId") is { } wanted && wanted != (revision.RevisionId ?? "INITIAL"))
        {
            throw SfnErrors.Conflict(
                $"Failed to publish the State Machine version for revision {wanted}. The current State Machine revision is "
                    + (revision.RevisionId ?? "INITIAL")
            );
        }

        var version = machine.Releases.Publish(revision, description, context.TimeProvider.Now());
        response.WriteInstant("creationDate", version.Created);
        response.WriteString("stateMachineVersionArn"u8, version.Arn);
        return ValueTask.CompletedTask;
    }

    private ValueTask ListStateMachineVersions(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var page = request.Page();
        var all = store.Get(request.RequiredArn("stateMachineArn")).Releases.Versions;
        page.Write(
            response,
            "stateMachineVersions",
            all,
            (writer, version) =>
            {
                writer.WriteString("stateMachineVersionArn"u8, version.Arn);
                writer.WriteInstant("creationDate", version.Created);
            }
        );
        return ValueTask.CompletedTask;
    }

    private ValueTask DeleteStateMachineVersion(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var arn = request.RequiredText("stateMachineVersionArn", longest: 2_000, shortest: 1);
        var (machineArn, _) = Arns.SplitQualifier(arn);
        store.Find(machineArn)?.Releases.DeleteVersion(arn);
        return ValueTask.CompletedTask;
    }
}
