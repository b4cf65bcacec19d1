using System.Collections.Frozen;

namespace Workers.Emulator.StepFunctions;

/// <summary>A service as <c>aws-sdk</c> calls know it.</summary>
/// <param name="TargetPrefix">What precedes the operation in <c>X-Amz-Target</c>.</param>
/// <param name="Name">The SDK's name of its client, which precedes the names of errors.</param>
internal sealed record SdkService(string TargetPrefix, string Name)
{
    private static readonly FrozenDictionary<string, SdkService> Own = new Dictionary<string, SdkService>
    {
        ["dynamodb"] = new("DynamoDB_20120810", "DynamoDb"),
        ["eventbridge"] = new("AWSEvents", "EventBridge"),
        ["sfn"] = new("AWSStepFunctions", "Sfn")
        {
            IsCamelCase = true,
            IsTime = static name => name.EndsWith("Date", StringComparison.Ordinal) || name == "Timestamp",
        },
        ["sqs"] = new("AmazonSQS", "Sqs"),
    }.ToFrozenDictionary();

    // Services that speak the same protocol as these, by their models; others (REST, XML, CBOR) would need another client.
    private static readonly FrozenDictionary<string, SdkService> Elsewhere = new Dictionary<string, SdkService>
    {
        ["applicationautoscaling"] = new("AnyScaleFrontendService", "ApplicationAutoScaling")
        {
            SigningName = "application-autoscaling",
            IsTime = IsCreationTime,
        },
        ["athena"] = new("AmazonAthena", "Athena") { SigningName = "athena", IsTime = IsCreationTime },
        ["cloudwatchlogs"] = new("Logs_20140328", "CloudWatchLogs") { SigningName = "logs", IsCamelCase = true },
        ["codebuild"] = new("CodeBuild_20161006", "CodeBuild")
        {
            SigningName = "codebuild",
            IsCamelCase = true,
            IsTime = IsCreationTime,
        },
        ["ecr"] = new("AmazonEC2ContainerRegistry_V20150921", "Ecr")
        {
            SigningName = "ecr",
            IsCamelCase = true,
            IsTime = IsMoment,
        },
        ["ecs"] = new("AmazonEC2ContainerServiceV20141113", "Ecs")
        {
            SigningName = "ecs",
            IsCamelCase = true,
            IsTime = IsMoment,
        },
        ["glue"] = new("AWSGlue", "Glue") { SigningName = "glue", IsTime = IsCreationTime },
        ["kms"] = new("TrentService", "Kms") { SigningName = "kms", IsTime = IsCreationTime },
        ["secretsmanager"] = new("secretsmanager", "SecretsManager") { SigningName = "secretsmanager", IsTime = IsCreationTime },
        ["ssm"] = new("AmazonSSM", "Ssm") { SigningName = "ssm", IsTime = IsCreationTime },
    }.ToFrozenDictionary();

    /// <summary>The names of the services that this emulator has, for messages.</summary>
    public static string OwnNames { get; } = string.Join(", ", Own.Keys.Order(StringComparer.Ordinal));

    /// <summary>The names of the services that can be called elsewhere, for messages.</summary>
    public static string ElsewhereNames { get; } = string.Join(", ", Elsewhere.Keys.Order(StringComparer.Ordinal));

    /// <summary>Whether the service's own names begin with a small letter; Step Functions' always begin with a capital.</summary>
    public bool IsCamelCase { get; init; }

    /// <summary>Tells by a member's name whether its number is seconds since 1970, which Step Functions writes as a date.</summary>
    public Func<string, bool> IsTime { get; init; } = static _ => false;

    /// <summary>The name in the scope of signatures, by which servers for many services tell them apart; null for a service of this emulator.</summary>
    public string? SigningName { get; init; }

    /// <summary>Whether it is another server that has the service.</summary>
    public bool IsElsewhere => SigningName is not null;

    /// <summary>The service of this emulator by the SDK's name, for example <c>sfn</c>.</summary>
    public static SdkService? FindOwn(string name) => Own.GetValueOrDefault(name);

    /// <summary>The service that another server may have, by the SDK's name, for example <c>ecs</c>.</summary>
    public static SdkService? FindElsewhere(string name) => Elsewhere.GetValueOrDefault(name);

    private static bool IsMoment(string name) => name.EndsWith("At", StringComparison.Ordinal);

    private static bool IsCreationTime(string name) =>
        name.EndsWith("Date", StringComparison.Ordinal)
        || name.EndsWith("Time", StringComparison.Ordinal)
        || name.EndsWith("Timestamp", StringComparison.Ordinal);
}
