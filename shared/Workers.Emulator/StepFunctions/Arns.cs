namespace Workers.Emulator.StepFunctions;

/// <summary>Makes and takes apart the ARNs of Step Functions in one account and region.</summary>
internal sealed class Arns(string accountId, string region)
{
    public string AccountId { get; } = accountId;

    public string Region { get; } = region;

    public string Activity(string name) => $"arn:aws:states:{Region}:{AccountId}:activity:{name}";

    public string StateMachine(string name) => $"arn:aws:states:{Region}:{AccountId}:stateMachine:{name}";

    public string Execution(string stateMachine, string name) => $"arn:aws:states:{Region}:{AccountId}:execution:{stateMachine}:{name}";

    /// <summary>The ARN of an Express execution: unlike a Standard one's, its name may be used again.</summary>
    public string ExpressExecution(string stateMachine, string name) =>
        $"arn:aws:states:{Region}:{AccountId}:express:{stateMachine}:{name}:{Guid.NewGuid()}";

    /// <summary>The ARN of a new run of a distributed Map.</summary>
    /// <param name="label">The state machine's name and the Map's label, with a slash between them.</param>
    public string MapRun(string label) => $"arn:aws:states:{Region}:{AccountId}:mapRun:{label}:{Guid.NewGuid()}";

    /// <summary>The part of an ARN after its account: the resource type and what identifies the resource.</summary>
    /// <exception cref="Protocol.AwsErrorException">InvalidArn: the text is no ARN of Step Functions.</exception>
    public static (string Type, string Name) Split(string arn)
    {
        RequirePrefix(arn);
        var parts = arn.Split(':', 7);
        if (parts.Length < 7 || parts[2] != "states")
        {
            throw SfnErrors.InvalidArn($"Invalid ARN: {arn}");
        }

        return (parts[5], parts[6]);
    }

    /// <summary>The ARN of a state machine, and the number or name that follows it in the ARN of a version or an alias.</summary>
    /// <exception cref="Protocol.AwsErrorException">InvalidArn: the text is no ARN of Step Functions.</exception>
    public static (string MachineArn, string? Qualifier) SplitQualifier(string arn)
    {
        var separator = Split(arn).Name.IndexOf(':', StringComparison.Ordinal);
        return separator < 0 ? (arn, null) : (arn[..arn.LastIndexOf(':')], arn[(arn.LastIndexOf(':') + 1)..]);
    }

    /// <summary>The ARN of an execution without the version or alias that it may name.</summary>
    public static string WithoutQualifier(string executionArn) =>
        executionArn.Split(':') is [.. var head, var name] and { Length: 9 } && Split(executionArn).Type == "execution"
            ? $"{string.Join(':', head[..^1])}:{name}"
            : executionArn;

    /// <summary>Refuses what is no ARN at all.</summary>
    /// <exception cref="Protocol.AwsErrorException">InvalidArn.</exception>
    public static void RequirePrefix(string arn)
    {
        if (!arn.StartsWith("arn:", StringComparison.Ordinal))
        {
            throw SfnErrors.InvalidArn($"Invalid ARN prefix: {arn}");
        }
    }

    /// <summary>Refuses an ARN of another kind of resource.</summary>
    /// <exception cref="Protocol.AwsErrorException">InvalidArn: the ARN names no resource of this type.</exception>
    public static string Require(string arn, string type) =>
        Split(arn).Type == type ? arn : throw SfnErrors.InvalidArn($"Resource type not valid in this context: {Split(arn).Type}");
}
