using System.Text.Json.Serialization;
using Workers.Aws.Json;

namespace Workers.Aws.StepFunctions;

/// <summary>Asks for an activity's description.</summary>
public sealed record DescribeActivityRequest
{
    /// <summary>The activity's ARN.</summary>
    public required string ActivityArn { get; init; }
}

/// <summary>What Step Functions knows of an activity.</summary>
public sealed record ActivityDescription
{
    /// <summary>The activity's ARN.</summary>
    public required string ActivityArn { get; init; }

    /// <summary>The activity's name.</summary>
    public required string Name { get; init; }

    /// <summary>When it was created.</summary>
    [JsonConverter(typeof(EpochSecondsConverter))]
    public DateTimeOffset CreationDate { get; init; }
}
