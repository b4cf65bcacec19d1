using Workers.Emulator.Protocol;

namespace Workers.Emulator.EventBridge;

/// <summary>The errors of EventBridge's API, in its words.</summary>
internal static class EventBridgeErrors
{
    public static AwsErrorException Validation(string message) => new("ValidationException", message);

    /// <summary>A member that breaks a constraint of AWS's service model.</summary>
    public static AwsErrorException Constraint(string member, string? value, string constraint) =>
        Validation(
            $"1 validation error detected: {(value is null ? "Value null" : $"Value '{value}'")} at '{member}' failed to satisfy constraint: "
                + constraint
        );

    public static AwsErrorException BusDoesNotExist(string name) => new("ResourceNotFoundException", $"Event bus {name} does not exist.");

    public static AwsErrorException BusExists(string name) => new("ResourceAlreadyExistsException", $"Event bus {name} already exists.");

    public static AwsErrorException RuleDoesNotExist(string name, string bus) =>
        new("ResourceNotFoundException", $"Rule {name} does not exist on EventBus {bus}.");

    public static AwsErrorException LimitExceeded() =>
        new("LimitExceededException", "The requested resource exceeds the maximum number allowed.");

    public static AwsErrorException InvalidPattern(string reason) =>
        new("InvalidEventPatternException", $"Event pattern is not valid. Reason: {reason}");
}
