using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workers.Hosting;

namespace Workers.Testing.Tests;

public sealed class WorkflowTestHostTests : IAsyncLifetime
{
    private readonly WorkflowTestHost _host = new();
    private readonly Script _script = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_activity_task_goes_through_its_handler()
    {
        var machine = await ActivityMachineAsync(""" "TimeoutSeconds": 60, "HeartbeatSeconds": 10 """);

        var execution = await _host.RunAsync(machine, """{"Value":21}""", Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal("""{"Value":42}""", execution.Output);
        var job = Assert.Single(_script.Seen);
        Assert.Equal(execution.ExecutionArn, job.Envelope.Execution);
        Assert.Equal("Double", job.Envelope.State);
    }

    [Fact]
    public async Task A_message_with_a_token_goes_through_its_handler_and_is_deleted()
    {
        var machine = await CallbackMachineAsync();

        var execution = await _host.RunAsync(machine, """{"Value":4}""", Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal("""{"Value":8}""", execution.Output);
        await _host.Clock.AdvanceAsync(TimeSpan.FromHours(1), Stop);
        Assert.Single(_script.Seen);
    }

    [Fact]
    public async Task An_event_that_a_rule_matches_reaches_its_queue()
    {
        var queue = await _host.CreateQueueAsync("desk", cancellationToken: Stop);
        await _host.CreateRuleAsync("tell", """{"source":["claims"]}""", queue, Stop);
        var machine = await _host.CreateStateMachineAsync(
            "tell",
            """
            {"StartAt":"Tell","States":{"Tell":{"Type":"Task","Resource":"arn:aws:states:::events:putEvents","End":true,"Parameters":{"Entries":[
              {"Source":"claims","DetailType":"Claim paid","Detail":{"claim":1}},
              {"Source":"letters","DetailType":"Letter sent","Detail":{"letter":2}}]}}}}
            """,
            Stop
        );

        await _host.RunAsync(machine, cancellationToken: Stop);

        var received = await _host.Sqs.ReceiveMessageAsync(new() { QueueUrl = queue, MaxNumberOfMessages = 10 }, Stop);
        using var message = JsonDocument.Parse(Assert.Single(received.Messages!).Body);
        Assert.Equal(1, message.RootElement.GetProperty("detail").GetProperty("claim").GetInt32());
    }

    [Fact]
    public async Task A_rule_with_a_wrong_pattern_is_refused_with_what_is_wrong()
    {
        var queue = await _host.CreateQueueAsync("desk", cancellationToken: Stop);

        var refused = await Assert.ThrowsAsync<ArgumentException>(() =>
            _host.CreateRuleAsync("tell", """{"source":"claims"}""", queue, Stop)
        );

        Assert.Contains("InvalidEventPatternException", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_cannot_start_says_why_and_leaves_the_host_in_order()
    {
        await using var host = new WorkflowTestHost();

        var refused = await Assert.ThrowsAsync<WorkerConfigurationException>(() =>
            host.StartWorkerAsync(
                worker =>
                {
                    worker.Services.AddHostedService<BackgroundService>(_ => throw new WorkerConfigurationException("Paper is 'A9'."));
                    worker.Services.AddSingleton(_script);
                    worker.AddActivity<Doubling, Number, Number>(
                        "double",
                        NumberJson.Default.Number,
                        NumberJson.Default.Number,
                        options => options.ActivityArn = "arn:aws:states:us-east-1:000000000000:activity:double"
                    );
                },
                Stop
            )
        );

        // The host's own end shows the rest.
        Assert.Equal("Paper is 'A9'.", refused.Message);
    }

    [Fact]
    public async Task Heartbeats_keep_a_job_alive_that_runs_for_a_day()
    {
        _script.Run = async (input, _, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromDays(1), _host.Clock, cancellationToken);
            return input;
        };
        var machine = await ActivityMachineAsync(""" "TimeoutSeconds": 172800, "HeartbeatSeconds": 600 """);

        var execution = await _host.RunAsync(machine, """{"Value":1}""", Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.True(execution.StopDate - execution.StartDate >= TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task Visibility_is_extended_while_a_message_is_worked_on()
    {
        _script.Run = async (input, _, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromMinutes(20), _host.Clock, cancellationToken);
            return input;
        };
        var machine = await CallbackMachineAsync();

        var execution = await _host.RunAsync(machine, """{"Value":1}""", Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Single(_script.Seen);
    }

    [Fact]
    public async Task A_failure_by_name_reaches_the_execution()
    {
        _script.Run = (_, _, _) => throw new JobFailedException("Number.TooLarge", "21 is too large");
        var machine = await ActivityMachineAsync(""" "TimeoutSeconds": 60 """);

        var execution = await _host.RunAsync(machine, """{"Value":21}""", Stop);

        Assert.Equal("FAILED", execution.Status);
        Assert.Equal("Number.TooLarge", execution.Error);
        Assert.Equal("21 is too large", execution.Cause);
    }

    [Fact]
    public async Task A_retried_attempt_is_the_same_job_to_the_handler()
    {
        _script.Run = (input, context, _) => context.Attempt < 2 ? throw new TimeoutException("busy") : Task.FromResult(input);
        var machine = await ActivityMachineAsync(
            """ "TimeoutSeconds": 60, "Retry": [{ "ErrorEquals": ["TimeoutException"], "IntervalSeconds": 3600, "MaxAttempts": 2 }] """
        );

        var execution = await _host.RunAsync(machine, """{"Value":1}""", Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal([0, 1, 2], _script.Seen.Select(job => job.Attempt));
        Assert.Single(_script.Seen.Select(job => job.IdempotencyKey).Distinct());
        Assert.NotNull(_script.Seen[0].IdempotencyKey);
    }

    [Fact]
    public async Task A_stopped_worker_gives_its_job_back_and_another_one_does_it()
    {
        _script.Run = async (input, context, cancellationToken) =>
        {
            if (_script.Seen.Count == 1)
            {
                await Task.Delay(TimeSpan.FromDays(1), _host.Clock, cancellationToken);
            }

            return input;
        };
        var activity = await _host.CreateActivityAsync("double", Stop);
        var first = await StartActivityWorkerAsync(activity);
        var machine = await _host.CreateStateMachineAsync(
            "double",
            ActivityDefinition(
                activity,
                """ "TimeoutSeconds": 172800, "HeartbeatSeconds": 60, "Retry": [{ "ErrorEquals": ["Worker.Shutdown"], "MaxAttempts": 3 }] """
            ),
            Stop
        );
        var execution = await _host.StartAsync(machine, """{"Value":1}""", Stop);
        await _host.Clock.AdvanceAsync(TimeSpan.FromMinutes(5), Stop);

        await _host.StopWorkerAsync(first, Stop);
        await StartActivityWorkerAsync(activity);
        var ended = await _host.WaitAsync(execution, Stop);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(2, _script.Seen.Count);
        var history = await _host.HistoryAsync(execution, Stop);
        var failed = Assert.Single(history, e => e.Type == "ActivityFailed");
        Assert.Equal("Worker.Shutdown", failed.Details!["activityFailedEventDetails"].GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_job_whose_task_timed_out_is_cancelled()
    {
        var cancelled = false;
        _script.Run = async (input, _, cancellationToken) =>
        {
            try
            {
                await Task.Delay(TimeSpan.FromDays(1), _host.Clock, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                cancelled = true;
                throw;
            }

            return input;
        };
        var machine = await ActivityMachineAsync(""" "TimeoutSeconds": 300, "HeartbeatSeconds": 60 """);

        var execution = await _host.RunAsync(machine, """{"Value":1}""", Stop);
        await _host.Clock.AdvanceAsync(TimeSpan.FromMinutes(5), Stop);

        Assert.Equal("FAILED", execution.Status);
        Assert.Equal("States.Timeout", execution.Error);
        Assert.True(cancelled);
    }

    [Fact]
    public async Task Time_stands_still_while_a_handler_waits_for_the_world_outside()
    {
        _script.Run = async (input, _, cancellationToken) =>
        {
            // A file is read on threads that the clock does not know.
            var file = Path.GetTempFileName();
            await File.WriteAllBytesAsync(file, new byte[1 << 20], cancellationToken);
            for (var turn = 0; turn < 50; turn++)
            {
                await File.ReadAllBytesAsync(file, cancellationToken);
            }

            File.Delete(file);
            return input;
        };
        var machine = await ActivityMachineAsync(""" "TimeoutSeconds": 2 """);

        var execution = await _host.RunAsync(machine, """{"Value":1}""", Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal(execution.StartDate, execution.StopDate);
    }

    private async Task<string> ActivityMachineAsync(string fields)
    {
        var activity = await _host.CreateActivityAsync("double", Stop);
        await StartActivityWorkerAsync(activity);
        return await _host.CreateStateMachineAsync("double", ActivityDefinition(activity, fields), Stop);
    }

    private Task<WorkerApplication> StartActivityWorkerAsync(string activity) =>
        _host.StartWorkerAsync(
            worker =>
            {
                worker.Services.AddSingleton(_script);
                worker.AddActivity<Doubling, Number, Number>(
                    "double",
                    NumberJson.Default.Number,
                    NumberJson.Default.Number,
                    options =>
                    {
                        options.ActivityArn = activity;
                        options.HeartbeatSeconds = 10;
                    }
                );
            },
            Stop
        );

    private async Task<string> CallbackMachineAsync()
    {
        var queue = await _host.CreateQueueAsync("double", new Dictionary<string, string> { ["VisibilityTimeout"] = "60" }, Stop);
        await _host.StartWorkerAsync(
            worker =>
            {
                worker.Services.AddSingleton(_script);
                worker.AddQueue<Doubling, Number, Number>(
                    "double",
                    NumberJson.Default.Number,
                    NumberJson.Default.Number,
                    options => options.QueueUrl = queue
                );
            },
            Stop
        );
        return await _host.CreateStateMachineAsync(
            "double",
            $$"""
            {
              "StartAt": "Double",
              "States": {
                "Double": {
                  "Type": "Task",
                  "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                  "Parameters": {
                    "QueueUrl": "{{queue}}",
                    "MessageBody": { {{Job}}, "taskToken.$": "$$.Task.Token", "input.$": "$" }
                  },
                  "TimeoutSeconds": 3600,
                  "End": true
                }
              }
            }
            """,
            Stop
        );
    }

    private const string Job = """
        "job": {
          "execution.$": "$$.Execution.Id", "state.$": "$$.State.Name", "entered.$": "$$.State.EnteredTime", "attempt.$": "$$.State.RetryCount"
        }
        """;

    private static string ActivityDefinition(string activity, string fields) =>
        $$"""
            {
              "StartAt": "Double",
              "States": {
                "Double": {
                  "Type": "Task",
                  "Resource": "{{activity}}",
                  "Parameters": { {{Job}}, "input.$": "$" },
                  {{fields}},
                  "End": true
                }
              }
            }
            """;
}
