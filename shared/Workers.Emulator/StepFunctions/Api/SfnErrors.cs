using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>The errors of Step Functions' API, in its words.</summary>
internal static class SfnErrors
{
    public static AwsErrorException InvalidArn(string reason) => new("InvalidArn", $"Invalid Arn: '{reason}'");

    public static AwsErrorException InvalidName(string name) => new("InvalidName", $"Invalid Name: '{name}'");

    public static AwsErrorException InvalidToken() => new("InvalidToken", "Invalid Token: 'Invalid token'");

    public static AwsErrorException InvalidOutput(string reason) => new("InvalidOutput", $"Invalid Output: '{reason}'");

    public static AwsErrorException InvalidExecutionInput(string reason) =>
        new("InvalidExecutionInput", $"Invalid State Machine Execution Input: '{reason}'");

    public static AwsErrorException InvalidDefinition(string message) => new("InvalidDefinition", message);

    public static AwsErrorException ActivityDoesNotExist(string arn) => new("ActivityDoesNotExist", $"Activity Does Not Exist: '{arn}'");

    public static AwsErrorException ActivityWorkerLimitExceeded(string arn) =>
        new("ActivityWorkerLimitExceeded", $"Activity Worker Limit Exceeded: '{arn}'");

    public static AwsErrorException StateMachineDoesNotExist(string arn) =>
        new("StateMachineDoesNotExist", $"State Machine Does Not Exist: '{arn}'");

    public static AwsErrorException StateMachineAlreadyExists(string arn) =>
        new("StateMachineAlreadyExists", $"State Machine Already Exists: '{arn}'");

    public static AwsErrorException StateMachineTypeNotSupported() =>
        new("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");

    public static AwsErrorException ExecutionDoesNotExist(string arn) => new("ExecutionDoesNotExist", $"Execution Does Not Exist: '{arn}'");

    public static AwsErrorException ExecutionAlreadyExists(string arn) =>
        new("ExecutionAlreadyExists", $"Execution Already Exists: '{arn}'");

    public static AwsErrorException ExecutionNotRedrivable(string reason) =>
        new("ExecutionNotRedrivable", $"Execution Not Redrivable: '{reason}'");

    public static AwsErrorException ResourceNotFound(string arn) => new("ResourceNotFound", $"Resource not found: '{arn}'");

    public static AwsErrorException AliasNotFound() => new("ResourceNotFound", "Request references a resource that does not exist.");

    public static AwsErrorException Conflict(string message) => new("ConflictException", message, statusCode: 409);

    public static AwsErrorException TaskTimedOut() => new("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");

    public static AwsErrorException TaskDoesNotExist() => new("TaskDoesNotExist", "Task Does Not Exist: 'The activity does not exist'");

    public static AwsErrorException Validation(string message) => new("ValidationException", message);

    /// <summary>A member that breaks a constraint of AWS's service model.</summary>
    public static AwsErrorException Constraint(string member, string? value, string constraint)
    {
        var shown = value is null ? "Value" : $"Value '{value}'";
        return Validation($"1 validation error detected: {shown} at '{member}' failed to satisfy constraint: {constraint}");
    }

    public static AwsErrorException MissingRequiredParameter(string message) => new("MissingRequiredParameter", message);
}
