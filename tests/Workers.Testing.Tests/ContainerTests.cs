using Microsoft.Extensions.DependencyInjection;
using Workers.Aws.StepFunctions;
using Workers.Hosting;

namespace Workers.Testing.Tests;

/// <summary>Workers that run once, in the containers of the emulated cluster.</summary>
public sealed class ContainerTests : IAsyncLifetime
{
    private readonly WorkflowTestHost _host = new();
    private readonly Script _script = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _host.MapWorker(
            "double",
            worker =>
            {
                worker.Services.AddSingleton(_script);
                worker.RunOnce<Doubling, Number, Number>("double", NumberJson.Default.Number, NumberJson.Default.Number);
            }
        );
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_task_reports_by_its_token_in_skipped_time()
    {
        _script.Run = async (input, _, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromDays(1), _host.Clock, cancellationToken);
            return new Number(input.Value * 2);
        };
        var machine = await MachineAsync("waitForTaskToken");

        var execution = await _host.RunAsync(machine, """{"Value":21}""", Stop);

        Assert.Equal(("SUCCEEDED", """{"Value":42}"""), (execution.Status, execution.Output));
        Assert.True(execution.StopDate - execution.StartDate >= TimeSpan.FromDays(1));
        Assert.Single(_host.Containers);
    }

    [Fact]
    public async Task A_task_that_fails_exits_with_its_code_and_the_code_of_the_test_process_stays()
    {
        _script.Run = (_, _, _) => throw new JobFailedException("Number.TooLarge", "21 is too large");
        var before = Environment.ExitCode;
        var machine = await MachineAsync("sync");

        var execution = await _host.RunAsync(machine, """{"Value":21}""", Stop);

        Assert.Equal(("FAILED", "States.TaskFailed"), (execution.Status, execution.Error));
        Assert.Contains("\"ExitCode\":70", execution.Cause, StringComparison.Ordinal);
        Assert.Equal(before, Environment.ExitCode);
    }

    [Fact]
    public async Task A_task_is_stopped_with_its_execution()
    {
        _script.Run = HangAsync;
        var machine = await MachineAsync("sync");
        var started = await _host.StartAsync(machine, """{"Value":21}""", Stop);
        await _host.Clock.RunUntilAsync(() => _script.Seen.Count == 1, Stop);

        await _host.StepFunctions.StopExecutionAsync(new StopExecutionRequest { ExecutionArn = started }, Stop);
        await _host.Clock.AdvanceAsync(TimeSpan.FromMinutes(3), Stop);

        Assert.Equal(JobCancelReason.Shutdown, _script.Seen[0].CancelReason);
    }

    [Fact]
    public async Task A_task_stops_in_good_order_and_its_job_is_given_back()
    {
        _script.Run = HangAsync;
        var machine = await MachineAsync("sync");
        var started = await _host.StartAsync(machine, """{"Value":21}""", Stop);
        await _host.Clock.RunUntilAsync(() => _script.Seen.Count == 1, Stop);

        await _host.StopWorkerAsync(_host.Containers[0].Worker, Stop);
        await _host.StopWorkerAsync(_host.Containers[0].Worker, Stop);
        var execution = await _host.WaitAsync(started, Stop);

        Assert.Contains("\"ExitCode\":75", execution.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hosts_end_stops_tasks_and_starts_no_others()
    {
        var host = new WorkflowTestHost();
        var started = 0;
        host.MapWorker(
            "double",
            worker =>
            {
                started++;
                worker.Services.AddSingleton(_script);
                worker.RunOnce<Doubling, Number, Number>("double", NumberJson.Default.Number, NumberJson.Default.Number);
            }
        );
        _script.Run = async (input, _, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromDays(1), host.Clock, cancellationToken);
            return input;
        };
        var machine = await host.CreateStateMachineAsync("double", Definition("sync"), Stop);
        await host.StartAsync(machine, """{"Value":21}""", Stop);
        await host.Clock.AdvanceAsync(TimeSpan.FromMinutes(1), Stop);

        await host.DisposeAsync();

        Assert.Equal(1, started);
        Assert.Equal(JobCancelReason.Shutdown, Assert.Single(_script.Seen).CancelReason);
    }

    private async Task<Number> HangAsync(Number input, JobContext context, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromDays(30), _host.Clock, cancellationToken);
        return input;
    }

    private Task<string> MachineAsync(string pattern) => _host.CreateStateMachineAsync("double", Definition(pattern), Stop);

    private static string Definition(string pattern)
    {
        var token = pattern == "sync" ? "" : """, { "Name": "WORKERS_TASK_TOKEN", "Value.$": "$$.Task.Token" }""";
        return $$"""
            {
              "StartAt": "Double",
              "States": {
                "Double": {
                  "Type": "Task",
                  "Resource": "arn:aws:states:::ecs:runTask.{{pattern}}",
                  "Parameters": {
                    "Cluster": "numbers",
                    "TaskDefinition": "double:1",
                    "LaunchType": "FARGATE",
                    "NetworkConfiguration": { "AwsvpcConfiguration": { "Subnets": ["subnet-1"] } },
                    "Overrides": {
                      "ContainerOverrides": [
                        {
                          "Name": "double",
                          "Environment": [{ "Name": "WORKERS_INPUT", "Value.$": "States.JsonToString($)" }{{token}}]
                        }
                      ]
                    }
                  },
                  "TimeoutSeconds": 172800,
                  "End": true
                }
              }
            }
            """;
    }
}
