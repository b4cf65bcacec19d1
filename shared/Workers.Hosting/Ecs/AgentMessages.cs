using System.Text.Json.Serialization;

namespace Workers.Hosting.Ecs;

/// <summary>What the agent is asked for. The agent refuses keys that it does not know.</summary>
internal sealed record ProtectionRequest(
    bool ProtectionEnabled,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? ExpiresInMinutes
);

/// <summary>What the agent answers: the protection, or why there is none.</summary>
internal sealed record ProtectionResponse(
    [property: JsonPropertyName("protection")] Protection? Protection,
    [property: JsonPropertyName("failure")] ProtectionFailure? Failure,
    [property: JsonPropertyName("error")] ProtectionError? Error
);

/// <summary>The task's protection.</summary>
internal sealed record Protection(bool? ProtectionEnabled);

/// <summary>ECS's refusal, for example <c>DEPLOYMENT_BLOCKED</c> or <c>TASK_NOT_VALID</c>.</summary>
internal sealed record ProtectionFailure(string? Reason, string? Detail);

/// <summary>An error of the agent or of the API that it called, for example <c>AccessDeniedException</c>.</summary>
internal sealed record ProtectionError(string? Code, string? Message);

[JsonSerializable(typeof(ProtectionRequest))]
[JsonSerializable(typeof(ProtectionResponse))]
[JsonSerializable(typeof(ContainerMetadata))]
[JsonSerializable(typeof(TaskMetadata))]
internal sealed partial class EcsJson : JsonSerializerContext;
