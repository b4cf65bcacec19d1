namespace Workers.Aws.Telemetry;

/// <summary>What an operation does with messages, in the terms of OpenTelemetry's conventions for messaging.</summary>
/// <param name="System">The value of <c>messaging.system</c>.</param>
/// <param name="Operation">The value of <c>messaging.operation.name</c>.</param>
/// <param name="Type">The value of <c>messaging.operation.type</c>: send, receive or settle.</param>
internal sealed record MessagingCall<TRequest, TResponse>(string System, string Operation, string Type)
{
    /// <summary>The queue's URL or the activity's ARN; what follows its last slash or colon is the destination's name.</summary>
    public required Func<TRequest, string> Destination { get; init; }

    /// <summary>Batches: how many messages, told by the answer where there is one.</summary>
    public Func<TRequest, TResponse?, int>? Count { get; init; }

    /// <summary>The one message that was sent or received; <see langword="null"/> for several.</summary>
    public Func<TResponse?, string?>? MessageId { get; init; }
}

/// <summary>The values of <c>messaging.system</c>.</summary>
internal static class MessagingSystem
{
    public const string Sqs = "aws_sqs";
    public const string StepFunctions = "aws_step_functions";
}
