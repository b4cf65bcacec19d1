using System.Text;
using System.Text.Json;
using DispatchWorker.Tests.Support;
using Workers.Aws.Sqs;

namespace DispatchWorker.Tests;

/// <summary>Processors within the account: state machines and queues, which answer over the queue of outcomes.</summary>
public sealed class ProcessorTests : IAsyncLifetime
{
    private const string Input = """{"input":{"claimId":"F-1"}}""";

    private readonly PushBench _bench = new();
    private string _outcomes = "";

    public async ValueTask InitializeAsync()
    {
        _outcomes = await _bench.Host.CreateQueueAsync("outcomes", null, PushBench.Stop);
        _bench.Settings["Queues:outcomes:QueueUrl"] = _outcomes;
        _bench.Settings.Remove($"Dispatch:{PushBench.Activity}:WebhookUrl");
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_state_machine_does_the_job_and_its_message_is_the_outcome()
    {
        var machine = await ProcessingMachineAsync(""" "success": {"claim.$": "$.input.claimId"} """);
        await _bench.DeployAsync();
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal(("SUCCEEDED", """{"claim":"F-1"}"""), (execution.Status, execution.Output));
        var processing = Assert.Single(await ProcessingMachine.ExecutionsAsync(_bench.Host, machine));
        Assert.Matches("^[0-9a-f]{32}$", processing.Name);
        _bench.AssertNoSecretWasTold();
    }

    [Fact]
    public async Task A_state_machine_fails_the_job_by_name()
    {
        await ProcessingMachineAsync(""" "failure": {"error": "Payment.Declined", "cause": "No."} """);
        await _bench.DeployAsync();
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal(("FAILED", "Payment.Declined", "No."), (execution.Status, execution.Error, execution.Cause));
    }

    [Fact]
    public async Task A_queue_gets_the_job_without_its_token()
    {
        var jobs = await _bench.Host.CreateQueueAsync("payments", null, PushBench.Stop);
        _bench.Settings[$"Dispatch:{PushBench.Activity}:QueueUrl"] = jobs;
        await _bench.DeployAsync();
        await _bench.StartDispatcherAsync();
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);

        var received = await _bench.Clock.RunUntilAsync(
            _bench.Host.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = jobs, WaitTimeSeconds = 20 }, PushBench.Stop),
            PushBench.Stop
        );
        var body = Encoding.UTF8.GetString(Assert.Single(received.Messages!).Body.Span);
        using var job = JsonDocument.Parse(body);
        var id = job.RootElement.GetProperty("dispatch").GetProperty("id").GetString();
        foreach (var word in new[] { """ "heartbeat":true """, """ "success":"paid" """, """ "success":"twice" """ })
        {
            await _bench.Host.Sqs.SendMessageAsync(
                new SendMessageRequest { QueueUrl = _outcomes, MessageBody = $$"""{"id":"{{id}}",{{word}}}""" },
                PushBench.Stop
            );
            await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(5), PushBench.Stop);
        }

        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal(("SUCCEEDED", "\"paid\""), (execution.Status, execution.Output));
        Assert.Contains("OutcomeStands", _bench.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Assert.Single(_bench.Store.Tokens), body, StringComparison.Ordinal);
    }

    private async Task<string> ProcessingMachineAsync(string outcome)
    {
        var machine = await ProcessingMachine.CreateAsync(_bench.Host, _outcomes, outcome);
        _bench.Settings[$"Dispatch:{PushBench.Activity}:StateMachineArn"] = machine;
        return machine;
    }
}
