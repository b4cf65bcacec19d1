using System.Text.Json.Serialization;
using Workers.Aws.Json;

namespace Workers.Aws.StepFunctions;

/// <summary>Creates an activity.</summary>
public sealed record CreateActivityRequest
{
    /// <summary>The activity's name, 1 to 80 characters.</summary>
    public required string Name { get; init; }
}

/// <summary>An activity that was created.</summary>
public sealed record CreateActivityResponse
{
    /// <summary>The activity's ARN.</summary>
    public required string ActivityArn { get; init; }

    /// <summary>When it was created.</summary>
    [JsonConverter(typeof(EpochSecondsConverter))]
    public DateTimeOffset CreationDate { get; init; }
}

/// <summary>Creates a state machine.</summary>
public sealed record CreateStateMachineRequest
{
    /// <summary>The state machine's name, 1 to 80 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The definition in the Amazon States Language: JSON text, at most 1 MiB.</summary>
    public required string Definition { get; init; }

    /// <summary>The role that the state machine assumes.</summary>
    public required string RoleArn { get; init; }

    /// <summary><c>STANDARD</c> (AWS's default) or <c>EXPRESS</c>.</summary>
    public string? Type { get; init; }
}

/// <summary>A state machine that was created.</summary>
public sealed record CreateStateMachineResponse
{
    /// <summary>The state machine's ARN.</summary>
    public required string StateMachineArn { get; init; }

    /// <summary>When it was created.</summary>
    [JsonConverter(typeof(EpochSecondsConverter))]
    public DateTimeOffset CreationDate { get; init; }
}

/// <summary>Updates a state machine. Running executions keep the definition they started with.</summary>
public sealed record UpdateStateMachineRequest
{
    /// <summary>The state machine's ARN.</summary>
    public required string StateMachineArn { get; init; }

    /// <summary>The new definition; <see langword="null"/> to keep it.</summary>
    public string? Definition { get; init; }

    /// <summary>The new role; <see langword="null"/> to keep it.</summary>
    public string? RoleArn { get; init; }
}

/// <summary>A state machine that was updated.</summary>
public sealed record UpdateStateMachineResponse
{
    /// <summary>When it was updated.</summary>
    [JsonConverter(typeof(EpochSecondsConverter))]
    public DateTimeOffset UpdateDate { get; init; }
}
