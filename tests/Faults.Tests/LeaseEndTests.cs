using System.Text.Json.Serialization;
using Faults.Tests.Network;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;
using Workers.Testing;

namespace Faults.Tests;

/// <summary>A lease ends with its job, even while a call that renews it is on its way (seeds 37 and 996 of an earlier day).</summary>
public sealed class LeaseEndTests
{
    private const string Activity = """
        {
          "StartAt": "Work",
          "States": {
            "Work": { "Type": "Task", "Resource": "SOURCE", "HeartbeatSeconds": 60, "TimeoutSeconds": 600, "End": true }
          }
        }
        """;

    private const string Callback = """
        {
          "StartAt": "Work",
          "States": {
            "Work": {
              "Type": "Task",
              "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
              "Parameters": { "QueueUrl": "SOURCE", "MessageBody": { "taskToken.$": "$$.Task.Token", "input": {} } },
              "TimeoutSeconds": 600,
              "End": true
            }
          }
        }
        """;

    [Fact]
    public async Task A_heartbeat_that_fails_after_its_job_was_reported_is_not_sent_again()
    {
        await using var host = new WorkflowTestHost();
        var activity = await host.CreateActivityAsync("work", Stop);

        var calls = await RunAsync(host, Activity.Replace("SOURCE", activity, StringComparison.Ordinal), "SendTaskHeartbeat", Add);

        Assert.Equal(1, calls);

        void Add(WorkerHostBuilder worker) =>
            worker.AddActivity<UntilRenewed, Nothing, Nothing>(
                "work",
                NothingJson.Default.Nothing,
                NothingJson.Default.Nothing,
                options => (options.ActivityArn, options.HeartbeatSeconds) = (activity, 60)
            );
    }

    [Fact]
    public async Task An_extension_of_visibility_that_fails_after_its_job_was_reported_is_not_sent_again()
    {
        await using var host = new WorkflowTestHost();
        var queue = await host.CreateQueueAsync("work", new Dictionary<string, string> { ["VisibilityTimeout"] = "60" }, Stop);

        var definition = Callback.Replace("SOURCE", queue, StringComparison.Ordinal);
        var calls = await RunAsync(host, definition, "ChangeMessageVisibilityBatch", Add);

        Assert.Equal(1, calls);

        void Add(WorkerHostBuilder worker) =>
            worker.AddQueue<UntilRenewed, Nothing, Nothing>(
                "work",
                NothingJson.Default.Nothing,
                NothingJson.Default.Nothing,
                options => options.QueueUrl = queue
            );
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<int> RunAsync(WorkflowTestHost host, string definition, string renewal, Action<WorkerHostBuilder> add)
    {
        LateFailure? network = null;
        var machine = await host.CreateStateMachineAsync("work", definition, Stop);
        await host.StartWorkerAsync(
            worker =>
            {
                worker.Services.AddSingleton<Func<Task>>(() => network!.Sent);
                add(worker);
            },
            aws => network = new LateFailure(aws, renewal),
            Stop
        );

        var execution = await host.RunAsync(machine, cancellationToken: Stop);
        await host.Clock.AdvanceAsync(TimeSpan.FromMinutes(5), Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        return network!.Calls;
    }

    private sealed class UntilRenewed(Func<Task> renewed, TimeProvider time) : IJobHandler<Nothing, Nothing>
    {
        public async Task<Nothing> HandleAsync(Nothing input, JobContext context, CancellationToken cancellationToken)
        {
            while (!renewed().IsCompleted)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            }

            return input;
        }
    }
}

internal sealed record Nothing;

[JsonSerializable(typeof(Nothing))]
internal sealed partial class NothingJson : JsonSerializerContext;
