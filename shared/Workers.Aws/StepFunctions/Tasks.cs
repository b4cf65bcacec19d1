using System.Text.Json.Serialization;
using Workers.Aws.Json;

namespace Workers.Aws.StepFunctions;

/// <summary>Asks for one task of an activity.</summary>
public sealed record GetActivityTaskRequest
{
    /// <summary>The activity's ARN, 1 to 256 characters.</summary>
    public required string ActivityArn { get; init; }

    /// <summary>Who asks; shown in the execution history's ActivityStarted event. 1 to 80 characters.</summary>
    public string? WorkerName { get; init; }
}

/// <summary>A task handed out by an activity.</summary>
public sealed record ActivityTask
{
    /// <summary>The task's token: the right to report its result. A secret: never log it.</summary>
    public required string TaskToken { get; init; }

    /// <summary>The task's input: JSON text in UTF-8.</summary>
    [JsonConverter(typeof(Utf8TextConverter))]
    public ReadOnlyMemory<byte> Input { get; init; }
}

/// <summary>Reports the result of a task.</summary>
public sealed record SendTaskSuccessRequest
{
    /// <inheritdoc cref="ActivityTask.TaskToken"/>
    public required string TaskToken { get; init; }

    /// <summary>The output: JSON text in UTF-8, at most 262,144 bytes.</summary>
    [JsonConverter(typeof(Utf8TextConverter))]
    public required ReadOnlyMemory<byte> Output { get; init; }
}

/// <summary>Reports that a task failed.</summary>
public sealed record SendTaskFailureRequest
{
    /// <inheritdoc cref="ActivityTask.TaskToken"/>
    public required string TaskToken { get; init; }

    /// <summary>The error's name, which Retry and Catch match on; at most 256 characters.</summary>
    public string? Error { get; init; }

    /// <summary>What happened, for people; at most 32,768 characters.</summary>
    public string? Cause { get; init; }
}

/// <summary>Keeps a task alive.</summary>
public sealed record SendTaskHeartbeatRequest
{
    /// <inheritdoc cref="ActivityTask.TaskToken"/>
    public required string TaskToken { get; init; }
}
