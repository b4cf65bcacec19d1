using Workers.Emulator.Protocol;

namespace Workers.Emulator.DynamoDb;

/// <summary>The errors of DynamoDB's API, in its words.</summary>
internal static class DynamoDbErrors
{
    public static AwsErrorException TableNotFound() => new("ResourceNotFoundException", "Requested resource not found");

    public static AwsErrorException TableInUse(string name) => new("ResourceInUseException", $"Table already exists: {name}");

    public static AwsErrorException ConditionFailed() => new("ConditionalCheckFailedException", "The conditional request failed");

    public static AwsErrorException Validation(string message) => new("ValidationException", message);

    public static AwsErrorException MustNotBeNull(string member) =>
        Validation($"1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null");

    public static AwsErrorException InvalidExpression(string kind, string reason) => Validation($"Invalid {kind}: {reason}");
}
