using System.Text.Json;
using System.Text.Json.Serialization;
using Workers.Aws.Json;

namespace Workers.Aws.StepFunctions;

/// <summary>Starts an execution.</summary>
public sealed record StartExecutionRequest
{
    /// <summary>The state machine's ARN (or a version's or alias's).</summary>
    public required string StateMachineArn { get; init; }

    /// <summary>The execution's name, 1 to 80 characters, unique per machine for 90 days. Default: a UUID.</summary>
    public string? Name { get; init; }

    /// <summary>The input: JSON text, at most 262,144 bytes. Default: an empty object.</summary>
    public string? Input { get; init; }

    /// <summary>An X-Ray trace header to continue.</summary>
    public string? TraceHeader { get; init; }
}

/// <summary>An execution that was started.</summary>
public sealed record StartExecutionResponse
{
    /// <summary>The execution's ARN.</summary>
    public required string ExecutionArn { get; init; }

    /// <summary>When it was started.</summary>
    [JsonConverter(typeof(EpochSecondsConverter))]
    public DateTimeOffset StartDate { get; init; }
}

/// <summary>Asks for one execution.</summary>
public sealed record DescribeExecutionRequest
{
    /// <summary>The execution's ARN.</summary>
    public required string ExecutionArn { get; init; }
}

/// <summary>One execution.</summary>
public sealed record ExecutionDescription
{
    /// <summary>The execution's ARN.</summary>
    public required string ExecutionArn { get; init; }

    /// <summary>The state machine's ARN.</summary>
    public required string StateMachineArn { get; init; }

    /// <summary>The execution's name.</summary>
    public string? Name { get; init; }

    /// <summary><c>RUNNING</c>, <c>SUCCEEDED</c>, <c>FAILED</c>, <c>TIMED_OUT</c>, <c>ABORTED</c> or <c>PENDING_REDRIVE</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When it was started.</summary>
    [JsonConverter(typeof(EpochSecondsConverter))]
    public DateTimeOffset StartDate { get; init; }

    /// <summary>When it ended; <see langword="null"/> while it runs.</summary>
    [JsonConverter(typeof(NullableEpochSecondsConverter))]
    public DateTimeOffset? StopDate { get; init; }

    /// <summary>The input: JSON text.</summary>
    public string? Input { get; init; }

    /// <summary>The output: JSON text; only when it succeeded.</summary>
    public string? Output { get; init; }

    /// <summary>The error's name, when it failed.</summary>
    public string? Error { get; init; }

    /// <summary>What happened, when it failed.</summary>
    public string? Cause { get; init; }
}

/// <summary>Stops an execution.</summary>
public sealed record StopExecutionRequest
{
    /// <summary>The execution's ARN.</summary>
    public required string ExecutionArn { get; init; }

    /// <summary>The error's name to record; at most 256 characters.</summary>
    public string? Error { get; init; }

    /// <summary>Why; at most 32,768 characters.</summary>
    public string? Cause { get; init; }
}

/// <summary>An execution that was stopped.</summary>
public sealed record StopExecutionResponse
{
    /// <summary>When it was stopped.</summary>
    [JsonConverter(typeof(EpochSecondsConverter))]
    public DateTimeOffset StopDate { get; init; }
}

/// <summary>Asks for a page of an execution's history.</summary>
public sealed record GetExecutionHistoryRequest
{
    /// <summary>The execution's ARN.</summary>
    public required string ExecutionArn { get; init; }

    /// <summary>The page size, at most 1,000. AWS's default: 100.</summary>
    public int? MaxResults { get; init; }

    /// <summary>Newest events first.</summary>
    public bool? ReverseOrder { get; init; }

    /// <summary>Whether inputs and outputs are told. AWS's default: they are.</summary>
    public bool? IncludeExecutionData { get; init; }

    /// <summary>Where to go on: the previous page's <see cref="GetExecutionHistoryResponse.NextToken"/>.</summary>
    public string? NextToken { get; init; }
}

/// <summary>A page of an execution's history.</summary>
public sealed record GetExecutionHistoryResponse
{
    /// <summary>The events.</summary>
    public required IReadOnlyList<HistoryEvent> Events { get; init; }

    /// <summary>Where to go on; <see langword="null"/> at the end.</summary>
    public string? NextToken { get; init; }
}

/// <summary>One event of an execution's history.</summary>
public sealed record HistoryEvent
{
    /// <summary>When it happened.</summary>
    [JsonConverter(typeof(EpochSecondsConverter))]
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The event's type, for example <c>ActivityScheduled</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The event's number, counted from 1.</summary>
    public required long Id { get; init; }

    /// <summary>The event that led to this one; 0 for none.</summary>
    public long PreviousEventId { get; init; }

    /// <summary>The details, under the name that AWS gives them for the type (for example <c>activityScheduledEventDetails</c>).</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Details { get; set; }
}

/// <summary>Asks for a page of a state machine's executions.</summary>
public sealed record ListExecutionsRequest
{
    /// <summary>The state machine's ARN.</summary>
    public required string StateMachineArn { get; init; }

    /// <summary>Only executions with this status.</summary>
    public string? StatusFilter { get; init; }

    /// <summary>The page size, at most 1,000. AWS's default: 100.</summary>
    public int? MaxResults { get; init; }

    /// <summary>Where to go on: the previous page's <see cref="ListExecutionsResponse.NextToken"/>.</summary>
    public string? NextToken { get; init; }
}

/// <summary>A page of executions.</summary>
public sealed record ListExecutionsResponse
{
    /// <summary>The executions, newest first.</summary>
    public required IReadOnlyList<ExecutionSummary> Executions { get; init; }

    /// <summary>Where to go on; <see langword="null"/> at the end.</summary>
    public string? NextToken { get; init; }
}

/// <summary>One execution in a list.</summary>
public sealed record ExecutionSummary
{
    /// <summary>The execution's ARN.</summary>
    public required string ExecutionArn { get; init; }

    /// <summary>The state machine's ARN.</summary>
    public required string StateMachineArn { get; init; }

    /// <summary>The execution's name.</summary>
    public required string Name { get; init; }

    /// <inheritdoc cref="ExecutionDescription.Status"/>
    public required string Status { get; init; }

    /// <summary>When it was started.</summary>
    [JsonConverter(typeof(EpochSecondsConverter))]
    public DateTimeOffset StartDate { get; init; }

    /// <summary>When it ended; <see langword="null"/> while it runs.</summary>
    [JsonConverter(typeof(NullableEpochSecondsConverter))]
    public DateTimeOffset? StopDate { get; init; }
}
