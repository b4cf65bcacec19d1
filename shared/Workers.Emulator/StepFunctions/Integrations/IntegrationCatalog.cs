using Microsoft.Extensions.Logging;
using Workers.Emulator.Lambda;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>Knows which resources of Task states the emulator can work with.</summary>
internal sealed partial class IntegrationCatalog(EmulatorContext context, ExecutionStarter starter)
{
    private readonly SqsSendMessage _sendMessage = new(context);
    private readonly EcsRunTask _runTask = new(context);
    private readonly EventBridgePutEvents _putEvents = new(context);
    private readonly StartExecutionIntegration _startExecution = new(starter);
    private readonly LambdaInvoke _invoke = new(context.Functions);
    private readonly ILogger _logger = context.LoggerFactory.CreateLogger<IntegrationCatalog>();

    /// <summary>The resources of all Task states in a definition; warns about those that will fail.</summary>
    public IReadOnlyDictionary<string, TaskResource> Resolve(StateMachineDefinition definition, string machineName)
    {
        var resources = new Dictionary<string, TaskResource>(StringComparer.Ordinal);
        Resolve(definition, machineName, resources);
        return resources;
    }

    private void Resolve(StateMachineDefinition definition, string machineName, Dictionary<string, TaskResource> resources)
    {
        foreach (var state in definition.States.Values)
        {
            switch (state)
            {
                case TaskState task:
                    var resource = Resolve(task.Resource);
                    if (resources.TryAdd(task.Resource, resource) && Obstacle(resource) is { } obstacle)
                    {
                        LogUnsupported(machineName, task.Name, task.Resource, obstacle, TaskResource.Unsupported.Error);
                    }

                    break;
                case ParallelState parallel:
                    foreach (var branch in parallel.Branches)
                    {
                        Resolve(branch, machineName, resources);
                    }

                    break;
                case MapState map:
                    if (StorageObstacle(map) is { } missing)
                    {
                        LogStorage(machineName, map.Name, missing);
                    }

                    Resolve(map.ItemProcessor, machineName, resources);
                    break;
            }
        }
    }

    // What is mapped later makes the state work after all.
    private string? Obstacle(TaskResource resource) =>
        resource switch
        {
            TaskResource.Unsupported unsupported => unsupported.Reason,
            TaskResource.OfIntegration { Integration: EcsRunTask } when context.Tasks.IsEmpty =>
                "no task definition is mapped to a command yet",
            TaskResource.OfFunction or TaskResource.OfIntegration { Integration: LambdaInvoke } when context.Functions.IsEmpty =>
                "no function is mapped yet",
            TaskResource.OfIntegration { Integration: SdkIntegration call } => call.Obstacle,
            _ => null,
        };

    private string? StorageObstacle(MapState map) =>
        map is { IsDistributed: true, ItemReader: not null } or { IsDistributed: true, ResultWriter.Resource: not null }
            ? map.ItemReader?.Obstacle ?? (context.Buckets.IsMissing ? "no folder stands for Amazon S3 (--s3-root)" : null)
            : null;

    /// <summary>What a Resource names.</summary>
    public TaskResource Find(string resource) => Resolve(resource);

    private TaskResource Resolve(string resource)
    {
        var parts = resource.Split(':', 7);
        if (parts.Length < 7)
        {
            return new TaskResource.Unsupported(new TaskResourceName("", resource), "the Resource is not an ARN of seven parts");
        }

        if (FunctionName.TryParseArn(resource, out var function))
        {
            return new TaskResource.OfFunction(function.Value, _invoke);
        }

        return parts switch
        {
            [_, _, "states", not "", _, "activity", _] => new TaskResource.OfActivity(resource),
            [_, _, "states", "", "", "aws-sdk", var call] => ResolveSdk(call),
            [_, _, "states", "", "", var service, var call] => ResolveOptimized(service, call),
            _ => new TaskResource.Unsupported(
                new TaskResourceName(parts[2], parts[6]),
                $"the emulator runs no {parts[2]} resources, only activities, functions and calls of services"
            ),
        };
    }

    private TaskResource ResolveOptimized(string service, string call)
    {
        var name = new TaskResourceName(service, call);
        var (action, pattern) = SplitPattern(call);
        ITaskIntegration? integration = (service, action) switch
        {
            ("sqs", "sendMessage") when pattern is IntegrationPattern.RequestResponse or IntegrationPattern.WaitForTaskToken =>
                _sendMessage,
            ("dynamodb", "getItem" or "putItem" or "updateItem" or "deleteItem") when pattern is IntegrationPattern.RequestResponse =>
                new DynamoDbItem(context, char.ToUpperInvariant(action[0]) + action[1..]),
            ("ecs", "runTask") when pattern is not (null or IntegrationPattern.Sync2) => _runTask,
            ("events", "putEvents") when pattern is IntegrationPattern.RequestResponse or IntegrationPattern.WaitForTaskToken => _putEvents,
            ("lambda", "invoke") when pattern is IntegrationPattern.RequestResponse or IntegrationPattern.WaitForTaskToken => _invoke,
            ("states", "startExecution") when pattern is not null => _startExecution,
            _ => null,
        };
        return integration is null
            ? new TaskResource.Unsupported(
                name,
                "the emulator performs dynamodb:getItem, putItem, updateItem and deleteItem, ecs:runTask, events:putEvents, lambda:invoke, sqs:sendMessage and "
                    + $"states:startExecution, and aws-sdk calls of {SdkService.OwnNames}"
            )
            : new TaskResource.OfIntegration(name, pattern!.Value, integration);
    }

    private TaskResource ResolveSdk(string call)
    {
        var separator = call.IndexOf(':', StringComparison.Ordinal);
        var service = separator < 0 ? call : call[..separator];
        var (action, pattern) = SplitPattern(separator < 0 ? "" : call[(separator + 1)..]);
        var name = new TaskResourceName($"aws-sdk:{service}", separator < 0 ? "" : call[(separator + 1)..]);
        return
            pattern is IntegrationPattern.RequestResponse or IntegrationPattern.WaitForTaskToken
            && SdkIntegration.TryCreate(context, service, action) is { } integration
            ? new TaskResource.OfIntegration(name, pattern.Value, integration)
            : new TaskResource.Unsupported(
                name,
                $"the emulator performs aws-sdk calls of {SdkService.OwnNames}, and by --sdk-endpoint of {SdkService.ElsewhereNames}"
            );
    }

    private static (string Action, IntegrationPattern? Pattern) SplitPattern(string call)
    {
        var dot = call.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? (call, IntegrationPattern.RequestResponse)
            : (
                call[..dot],
                call[dot..] switch
                {
                    ".waitForTaskToken" => IntegrationPattern.WaitForTaskToken,
                    ".sync" => IntegrationPattern.Sync,
                    ".sync:2" => IntegrationPattern.Sync2,
                    _ => null,
                }
            );
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "State machine {Machine}: the Map state '{State}' will fail at its ItemReader or ResultWriter: {Reason}"
    )]
    private partial void LogStorage(string machine, string state, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "State machine {Machine}: the state '{State}' will fail by {Error}, because its Resource {Resource} cannot be performed: {Reason}"
    )]
    private partial void LogUnsupported(string machine, string state, string resource, string reason, string error);
}
