using System.Text.Json.Serialization;

namespace Workers.Hosting.Ecs;

/// <summary>What <c>$ECS_CONTAINER_METADATA_URI_V4</c> tells of the worker's own container; of it, what telemetry needs.</summary>
internal sealed record ContainerMetadata(
    string? DockerId,
    string? Name,
    [property: JsonPropertyName("ContainerARN")] string? ContainerArn,
    string? LogDriver,
    LogOptions? LogOptions
);

/// <summary>Where the awslogs driver writes to.</summary>
internal sealed record LogOptions(
    [property: JsonPropertyName("awslogs-group")] string? Group,
    [property: JsonPropertyName("awslogs-stream")] string? Stream
);

/// <summary>What <c>$ECS_CONTAINER_METADATA_URI_V4/task</c> tells of the task.</summary>
internal sealed record TaskMetadata(
    string? Cluster,
    [property: JsonPropertyName("TaskARN")] string? TaskArn,
    string? Family,
    string? Revision,
    string? LaunchType,
    string? AvailabilityZone
);
