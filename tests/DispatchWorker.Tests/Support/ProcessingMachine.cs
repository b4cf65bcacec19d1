using Workers.Aws.StepFunctions;
using Workers.Testing;

namespace DispatchWorker.Tests.Support;

/// <summary>A processor that is a state machine: it works for a second and sends its outcome to the queue of outcomes.</summary>
internal static class ProcessingMachine
{
    /// <summary>Creates it.</summary>
    /// <param name="host">Where.</param>
    /// <param name="outcomes">The URL of the queue of outcomes.</param>
    /// <param name="outcome">What the message says beside the id.</param>
    /// <returns>Its ARN.</returns>
    public static Task<string> CreateAsync(WorkflowTestHost host, string outcomes, string outcome) =>
        host.CreateStateMachineAsync(
            "processing",
            $$$"""
            {
              "StartAt": "Wait",
              "TimeoutSeconds": 600,
              "States": {
                "Wait": { "Type": "Wait", "Seconds": 1, "Next": "Answer" },
                "Answer": {
                  "Type": "Task",
                  "Resource": "arn:aws:states:::sqs:sendMessage",
                  "Parameters": { "QueueUrl": "{{{outcomes}}}", "MessageBody": { "id.$": "$.dispatch.id", {{{outcome}}} } },
                  "TimeoutSeconds": 60,
                  "End": true
                }
              }
            }
            """,
            PushBench.Stop
        );

    /// <summary>Lists its executions.</summary>
    public static async Task<IReadOnlyList<ExecutionSummary>> ExecutionsAsync(WorkflowTestHost host, string machine) =>
        (await host.StepFunctions.ListExecutionsAsync(new ListExecutionsRequest { StateMachineArn = machine }, PushBench.Stop)).Executions;
}
