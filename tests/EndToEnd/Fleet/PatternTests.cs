using System.Text.Json;
using EndToEnd.Processes;

namespace EndToEnd.Fleet;

/// <summary>The definitions of <c>terraform/patterns</c> with the workers they are made for.</summary>
[Collection(nameof(OneFleetAtATime))]
public sealed class PatternTests(EmulatorFixture fleet)
{
    public const string Records = """
        {
          "flight": {"date":"2001/01/05 08:00","delay":95,"distance":1797,"origin":"LAX","destination":"BNA"},
          "airports": [{"code":"LAX","name":"Los Angeles International","city":"Los Angeles"}, {"code":"BNA","name":"Nashville International","city":"Nashville"}],
          "tariff": {"currency":"USD","payableFromMinutes":60,"bands":[{"fromMiles":1,"band":"short","amount":75},{"fromMiles":1500,"band":"transcontinental","amount":400}]}
        }
        """;

    private const string Claim =
        $$"""{"claim":{"claimId":"FD-1","date":"2001/01/05 08:00","origin":"LAX","destination":"BNA"},"records":{{Records}}}""";

    private const string Appraisal =
        """{"claimId":"FD-1","payable":true,"amount":400,"currency":"USD","reason":"it arrived late","date":"2001/01/05 08:00","from":"A","to":"B"}""";

    [Theory]
    [InlineData("")]
    [InlineData(""", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" """)]
    public async Task Activity_worker_appraises_with_and_without_a_trace(string trace)
    {
        var (_, activity) = await fleet.CreateActivityAsync();
        var machine = await fleet.CreatePatternAsync("activity-worker", ("activity_arn", activity));
        await using var worker = fleet.StartWorker(Build.ActivityWorker, ("Activities__appraise_claim__ActivityArn", activity));

        var execution = await fleet.ExecuteAsync(machine, $$"""{"input": {{Claim}}{{trace}}}""");

        Assert.Equal("SUCCEEDED", execution.Status);
        using var output = JsonDocument.Parse(execution.Output!);
        Assert.Equal(400, output.RootElement.GetProperty("amount").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData(""", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" """)]
    public async Task Callback_worker_writes_with_and_without_a_trace(string trace)
    {
        var (_, queue) = await fleet.CreateQueueAsync();
        var machine = await fleet.CreatePatternAsync("callback-sqs", ("queue_url", queue));
        await using var worker = fleet.StartWorker(Build.CallbackWorker, ("Queues__write_letter__QueueUrl", queue));

        var execution = await fleet.ExecuteAsync(machine, $$"""{"input": {{Appraisal}}{{trace}}}""");

        Assert.Equal("SUCCEEDED", execution.Status);
        using var output = JsonDocument.Parse(execution.Output!);
        Assert.Contains("pay you 400 USD", output.RootElement.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_told_to_stop_gives_its_tasks_to_the_next_one()
    {
        var (_, activity) = await fleet.CreateActivityAsync();
        var machine = await fleet.CreatePatternAsync("activity-worker", ("activity_arn", activity));
        await using var first = fleet.StartWorker(Build.ActivityWorker, ("Activities__appraise_claim__ActivityArn", activity));
        await first.LineAsync("polling activity");
        await using var second = fleet.StartWorker(Build.ActivityWorker, ("Activities__appraise_claim__ActivityArn", activity));
        await second.LineAsync("polling activity");

        first.EndInput();
        var executions = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => fleet.ExecuteAsync(machine, $$"""{"input": {{Claim}}}""")));

        Assert.All(executions, execution => Assert.Equal("SUCCEEDED", execution.Status));
    }
}
