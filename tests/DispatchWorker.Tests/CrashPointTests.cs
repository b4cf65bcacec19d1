using DispatchWorker.Tests.Support;
using Workers.Aws;
using Workers.Aws.StepFunctions;

namespace DispatchWorker.Tests;

/// <summary>
/// A dispatcher crashes at each of its effects on the world in turn, before it or after it. The next one starts at once, after the state has
/// timed out, or after the processor has answered to nobody; whatever it finds, the processor does the job once.
/// </summary>
public sealed class CrashPointTests : IAsyncLifetime
{
    private const string Input = """{"input":{"claimId":"F-1"}}""";

    private static readonly int[] Outages = [0, 70, 200];

    private readonly PushBench _bench = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    public static TheoryData<string, int, bool, int> ExecutionCrashes => Crashes("StartExecution", ("ReceiveMessage", 2, true));

    public static TheoryData<string, int, bool, int> WebhookCrashes => Crashes("webhook");

    public static TheoryData<string, int, bool, int> MessageCrashes => Crashes("SendMessage", ("ReceiveMessage", 2, true));

    [Theory]
    [MemberData(nameof(ExecutionCrashes))]
    public async Task An_execution_that_was_started_before_a_crash_is_not_started_again(
        string effect,
        int occurrence,
        bool afterIt,
        int outage
    )
    {
        var outcomes = await _bench.Host.CreateQueueAsync("outcomes", null, PushBench.Stop);
        var machine = await ProcessingMachine.CreateAsync(_bench.Host, outcomes, """ "success": {"paid": true} """);
        _bench.Settings["Queues:outcomes:QueueUrl"] = outcomes;
        _bench.Settings.Remove($"Dispatch:{PushBench.Activity}:WebhookUrl");
        _bench.Settings[$"Dispatch:{PushBench.Activity}:StateMachineArn"] = machine;

        var execution = await RunWithCrashAsync(new CrashPoint(effect, occurrence, afterIt), outage);

        Assert.Equal(("SUCCEEDED", """{"paid":true}"""), (execution.Status, execution.Output));
        Assert.Single(await ProcessingMachine.ExecutionsAsync(_bench.Host, machine));
        _bench.AssertNoSecretWasTold();
    }

    [Theory]
    [MemberData(nameof(WebhookCrashes))]
    public async Task A_payment_that_was_asked_for_before_a_crash_is_asked_for_under_no_other_id(
        string effect,
        int occurrence,
        bool afterIt,
        int outage
    )
    {
        _bench.Provider.Work = PayUntilItIsTakenAsync;
        _bench.Provider.WorkAgain = PayUntilItIsTakenAsync;

        var execution = await RunWithCrashAsync(new CrashPoint(effect, occurrence, afterIt), outage);

        Assert.Equal(("SUCCEEDED", """{"paid":true}"""), (execution.Status, execution.Output));
        Assert.Equal(1, _bench.Provider.Distinct);
        _bench.AssertNoSecretWasTold();
    }

    [Theory]
    [MemberData(nameof(MessageCrashes))]
    public async Task A_message_that_was_sent_before_a_crash_is_sent_under_no_other_id(
        string effect,
        int occurrence,
        bool afterIt,
        int outage
    )
    {
        var outcomes = await _bench.Host.CreateQueueAsync("outcomes", null, PushBench.Stop);
        var jobs = await _bench.Host.CreateQueueAsync("payments", null, PushBench.Stop);
        _bench.Settings["Queues:outcomes:QueueUrl"] = outcomes;
        _bench.Settings.Remove($"Dispatch:{PushBench.Activity}:WebhookUrl");
        _bench.Settings[$"Dispatch:{PushBench.Activity}:QueueUrl"] = jobs;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(PushBench.Stop);
        var consumer = new PaymentConsumer(_bench.Host.Sqs, jobs, outcomes, _bench.Clock);
        var consuming = consumer.RunAsync(end.Token);

        var execution = await RunWithCrashAsync(new CrashPoint(effect, occurrence, afterIt), outage);
        await end.CancelAsync();
        await consuming;

        Assert.Equal(("SUCCEEDED", """{"paid":true}"""), (execution.Status, execution.Output));
        Assert.Single(consumer.Ids);
        _bench.AssertNoSecretWasTold();
    }

    private static TheoryData<string, int, bool, int> Crashes(
        string handOver,
        params ReadOnlySpan<(string Effect, int Occurrence, bool AfterIt)> more
    )
    {
        // The hand-over is written when the task was taken, when it is claimed, when it is handed over, with the outcome, and when it is done.
        (string Effect, int Occurrence)[] effects =
        [
            ("put dispatch-input", 1),
            ("put dispatch-job", 1),
            ("put dispatch", 1),
            ("put dispatch", 2),
            (handOver, 1),
            ("put dispatch", 3),
            ("put dispatch-output", 1),
            ("put dispatch", 4),
            ("SendTaskSuccess", 1),
            ("put dispatch", 5),
        ];
        var crashes = new TheoryData<string, int, bool, int>();
        foreach (var outage in Outages)
        {
            crashes.Add("ReceiveMessage", 1, true, outage);
            crashes.Add("GetActivityTask", 1, true, outage);
            foreach (var (effect, occurrence) in effects)
            {
                crashes.Add(effect, occurrence, false, outage);
                crashes.Add(effect, occurrence, true, outage);
            }

            foreach (var (effect, occurrence, afterIt) in more)
            {
                crashes.Add(effect, occurrence, afterIt, outage);
            }
        }

        return crashes;
    }

    private async Task<ExecutionDescription> RunWithCrashAsync(CrashPoint point, int outage)
    {
        await _bench.DeployAsync();
        await _bench.StartDispatcherAsync(crashPoint: point);
        var crashed = _bench.Trap!;
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.RunUntilAsync(() => crashed.HasSprung, PushBench.Stop);
        await _bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(outage), PushBench.Stop);

        await _bench.StartDispatcherAsync();
        return await _bench.Host.WaitAsync(started, PushBench.Stop);
    }

    // As any processor should: a call that got no answer, or 5xx, is made again.
    private async Task PayUntilItIsTakenAsync(Payment payment)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _bench.Clock, PushBench.Stop);
            try
            {
                if ((await _bench.Provider.CallAsync(payment.Id, "success", """{"paid":true}""")).Status < 500)
                {
                    return;
                }
            }
            catch (AwsConnectionException)
            {
                // The dispatcher is not there.
            }
        }
    }
}
