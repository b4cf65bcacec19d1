using System.Diagnostics;

namespace LocalFleet.Telemetry;

/// <summary>The trace of an execution, which begins where it is started: each has one of its own.</summary>
internal static class ExecutionTrace
{
    /// <summary>The name of the source of spans.</summary>
    public const string SourceName = "LocalFleet";

    private static readonly ActivitySource s_spans = new(SourceName);

    /// <summary>The producer's span, to be disposed of once the execution is started; <see langword="null"/> where nobody records it.</summary>
    /// <param name="stateMachineArn">What is executed.</param>
    public static Activity? Start(string stateMachineArn)
    {
        var machine = stateMachineArn.Split(':').ElementAtOrDefault(6) ?? stateMachineArn;

        // Whatever span is current, the execution is no part of it.
        Activity.Current = null;
        return s_spans
            .StartActivity($"start {machine}", ActivityKind.Producer)
            ?.SetTag("messaging.system", "aws_step_functions")
            .SetTag("messaging.operation.name", "start")
            .SetTag("messaging.operation.type", "send")
            .SetTag("messaging.destination.name", machine)
            .SetTag("aws.step_functions.state_machine.arn", stateMachineArn);
    }

    /// <summary>
    /// What the execution is told, as W3C's <c>traceparent</c>: the span, or a new trace that the workers may record although nobody does here.
    /// </summary>
    public static string ParentOf(Activity? span) => span?.Id ?? $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";

    /// <summary>The execution was started.</summary>
    public static void Started(Activity? span, string executionArn) => span?.SetTag("aws.step_functions.execution.arn", executionArn);

    /// <summary>It was not.</summary>
    public static void Failed(Activity? span, Exception exception) =>
        span?.SetTag("error.type", exception.GetType().FullName).SetStatus(ActivityStatusCode.Error);
}
