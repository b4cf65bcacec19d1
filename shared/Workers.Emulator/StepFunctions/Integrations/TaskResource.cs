using Workers.Emulator.Lambda;

namespace Workers.Emulator.StepFunctions;

/// <summary>How a service integration ends.</summary>
internal enum IntegrationPattern
{
    /// <summary>With the service's answer.</summary>
    RequestResponse,

    /// <summary>With a report for the task's token.</summary>
    WaitForTaskToken,

    /// <summary>With the end of the job that the service runs; its result is given as texts.</summary>
    Sync,

    /// <summary>As <see cref="Sync"/>; its result is given as JSON.</summary>
    Sync2,
}

/// <summary>What the Resource field of a Task state names.</summary>
internal abstract record TaskResource
{
    /// <summary>An activity.</summary>
    internal sealed record OfActivity(string Arn) : TaskResource;

    /// <summary>A function of AWS Lambda.</summary>
    internal sealed record OfFunction(FunctionName Name, LambdaInvoke Functions) : TaskResource;

    /// <summary>A call of a service that the emulator knows.</summary>
    internal sealed record OfIntegration(TaskResourceName Name, IntegrationPattern Pattern, ITaskIntegration Integration) : TaskResource;

    /// <summary>Something that the emulator cannot do.</summary>
    internal sealed record Unsupported(TaskResourceName Name, string Reason) : TaskResource
    {
        public const string Error = "Emulator.UnsupportedIntegration";
    }
}

/// <summary>A service that Task states call.</summary>
internal interface ITaskIntegration
{
    /// <summary>Calls the service.</summary>
    /// <exception cref="IntegrationException">The service refused.</exception>
    ValueTask<IntegrationAnswer> CallAsync(IntegrationCall call);
}

/// <summary>One call of a service.</summary>
/// <param name="Parameters">The Task state's parameters.</param>
/// <param name="Pattern">How the task is to end.</param>
/// <param name="ExecutionArn">The execution that calls.</param>
/// <param name="StateMachineArn">Its state machine.</param>
internal sealed record IntegrationCall(
    System.Text.Json.JsonElement Parameters,
    IntegrationPattern Pattern,
    string ExecutionArn,
    string StateMachineArn
);

/// <summary>What a service answered.</summary>
/// <param name="Output">The answer as the state machine sees it.</param>
/// <param name="Job">What the call started; null for calls that start nothing.</param>
internal sealed record IntegrationAnswer(System.Text.Json.JsonElement Output, IIntegrationJob? Job = null);

/// <summary>A service refused a call: the task fails by this error.</summary>
internal sealed class IntegrationException(string error, string cause) : Exception($"{error}: {cause}")
{
    public string Error { get; } = error;

    public string Cause { get; } = cause;
}
