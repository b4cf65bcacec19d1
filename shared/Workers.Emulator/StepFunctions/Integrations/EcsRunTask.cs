using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Emulator.Ecs;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>
/// The optimized integration <c>ecs:runTask</c>: starts what the task definition's family is mapped to. As in AWS, a task whose state waits
/// by <c>.sync</c> is stopped with the state, and one whose state waits for its token is not.
/// </summary>
internal sealed partial class EcsRunTask(EmulatorContext context) : ITaskIntegration
{
    /// <summary>The longest overrides in characters, JSON's own included.</summary>
    private const int LongestOverrides = 8_192;

    private readonly ILogger _logger = context.LoggerFactory.CreateLogger<EcsRunTask>();

    public ValueTask<IntegrationAnswer> CallAsync(IntegrationCall call)
    {
        var parameters = call.Parameters;
        if (context.Tasks.IsEmpty)
        {
            throw new IntegrationException(
                TaskResource.Unsupported.Error,
                "No task definition is mapped to a command. Start the emulator with --task FAMILY=COMMAND or --tasks FILE, or map a TaskRunner."
            );
        }

        try
        {
            var (family, revision) = Definition(parameters);
            RequireOne(parameters);
            var overrides = parameters.Member("Overrides") ?? Json.EmptyObject;
            var task = Start(family, revision, parameters, overrides);
            return new ValueTask<IntegrationAnswer>(
                new IntegrationAnswer(Json.Build(task, static (writer, started) => WriteAnswer(writer, started)), task)
            );
        }
        catch (AwsErrorException error) when (error.Namespace is not null)
        {
            // A member of the wrong type: the request could not even be made.
            throw new IntegrationException(
                ErrorNames.Runtime,
                $"The Parameters '{Json.ToText(parameters)}' could not be used to start the Task: [{error.Message}]"
            );
        }
    }

    private ContainerTask Start(string family, string revision, JsonElement parameters, JsonElement overrides)
    {
        if (Json.ToText(overrides).Length > LongestOverrides)
        {
            throw Refused("InvalidParameterException", $"Container Overrides length must be at most {LongestOverrides}");
        }

        var cluster = (parameters.Text("Cluster") ?? "default").Split('/')[^1];
        var id = Guid.NewGuid().ToString("N");
        var container = Container(overrides);
        var what = new EmulatedTask
        {
            Family = family,
            TaskArn = Arn($"task/{cluster}/{id}"),
            ContainerName = container?.Text("Name"),
            Command = container?.Texts("Command") ?? [],
            Environment = container is { } given ? Environment(given) : new Dictionary<string, string>(),
        };
        var placement = new TaskPlacement(
            Arn($"cluster/{cluster}"),
            Arn($"task-definition/{family}:{revision}"),
            Arn($"container/{cluster}/{id}/{Guid.NewGuid()}"),
            parameters.Text("Group") ?? $"family:{family}",
            parameters.Text("LaunchType") ?? "EC2",
            overrides
        );
        if (context.Tasks.Start(what, placement) is { } task)
        {
            return task;
        }

        LogUnmapped(family, string.Join(", ", context.Tasks.Families));
        throw Refused("ClientException", "TaskDefinition not found.");
    }

    // A name, a name and a revision, or an ARN that ends in one of them.
    private static (string Family, string Revision) Definition(JsonElement parameters)
    {
        var text = parameters.Text("TaskDefinition");
        if (string.IsNullOrEmpty(text))
        {
            throw Refused("InvalidParameterException", "TaskDefinition can not be blank.");
        }

        var parts = text.Split('/')[^1].Split(':', 2);
        return (parts[0], parts.Length == 2 ? parts[1] : "1");
    }

    private static void RequireOne(JsonElement parameters)
    {
        if (parameters.Integer("Count") is { } count and not 1)
        {
            throw new IntegrationException(
                TaskResource.Unsupported.Error,
                $"The Count {count} cannot be performed: the emulator starts one task a state. Use a Map state for more."
            );
        }
    }

    private static JsonElement? Container(JsonElement overrides)
    {
        var containers = overrides.Elements("ContainerOverrides");
        return containers.Count switch
        {
            0 => null,
            // What a task definition contains is not known here; one container is what a family is mapped to.
            1 => containers[0],
            _ => throw Refused(
                "InvalidParameterException",
                $"Override for container named {containers[1].Text("Name")} is not a container in the TaskDefinition."
            ),
        };
    }

    private static Dictionary<string, string> Environment(JsonElement container)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in container.Elements("Environment"))
        {
            if (variable.Text("Name") is { Length: > 0 } name)
            {
                environment[name] = variable.Text("Value") ?? "";
            }
        }

        return environment;
    }

    private static void WriteAnswer(Utf8JsonWriter writer, ContainerTask task)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("Failures"u8);
        writer.WriteEndArray();
        SdkMetadata.Write(writer);
        writer.WriteStartArray("Tasks"u8);
        task.WriteDescription(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private string Arn(string resource) => $"arn:aws:ecs:{context.Region}:{context.AccountId}:{resource}";

    private static IntegrationException Refused(string code, string message) =>
        new(
            $"ECS.{code}",
            $"{message} (Service: AmazonECS; Status Code: 400; Error Code: {code}; Request ID: {Guid.NewGuid()}; Proxy: null)"
        );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The task definition family {Family} is mapped to no command; mapped are: {Families}"
    )]
    private partial void LogUnmapped(string family, string families);
}
