using RunOnceWorker.Ledger;
using Workers.Hosting;

namespace Patterns.Tests.Support;

/// <summary>A machine of two states: a run-once execution, and a container that is given by key what the first one has left.</summary>
internal static class ResultReader
{
    private const string Family = "read-entry";

    /// <summary>Creates it.</summary>
    /// <param name="bench">Where.</param>
    /// <param name="work">The state machine of the first state.</param>
    public static Task<string> DeployReaderAsync(this Bench bench, string work)
    {
        bench.Host.MapWorker(
            Family,
            worker =>
            {
                bench.AddStore(worker);
                worker.RunOnce<ReadEntry, LedgerEntry, LedgerEntry>(Family, LedgerJson.Default.LedgerEntry, LedgerJson.Default.LedgerEntry);
            }
        );
        return bench.Host.CreateStateMachineAsync("post-and-read", Machine(work), Bench.Stop);
    }

    private static string Machine(string work) =>
        $$"""
            {
              "StartAt": "Post",
              "States": {
                "Post": {
                  "Type": "Task",
                  "Resource": "arn:aws:states:::states:startExecution.sync:2",
                  "Parameters": { "StateMachineArn": "{{work}}", "Input": { "input.$": "$.input" } },
                  "OutputPath": "$.Output",
                  "Next": "Read"
                },
                "Read": {
                  "Type": "Task",
                  "Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken",
                  "Parameters": {
                    "TaskDefinition": "{{Family}}",
                    "Overrides": {
                      "ContainerOverrides": [
                        {
                          "Name": "worker",
                          "Environment": [
                            { "Name": "{{RunOnceVariables.InputKey}}", "Value.$": "$.resultKey" },
                            { "Name": "{{RunOnceVariables.TaskToken}}", "Value.$": "$$.Task.Token" }
                          ]
                        }
                      ]
                    }
                  },
                  "TimeoutSeconds": 600,
                  "End": true
                }
              }
            }
            """;

    private sealed class ReadEntry : IJobHandler<LedgerEntry, LedgerEntry>
    {
        public Task<LedgerEntry> HandleAsync(LedgerEntry input, JobContext context, CancellationToken cancellationToken) =>
            Task.FromResult(input);
    }
}
