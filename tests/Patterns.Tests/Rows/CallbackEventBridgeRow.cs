using CallbackWorker.Claims;
using CallbackWorker.Handlers;
using Patterns.Tests.Contract;
using Patterns.Tests.Support;
using Workers.Hosting;

namespace Patterns.Tests.Rows;

/// <summary>Callback over EventBridge: an event, a rule, a queue, a worker.</summary>
[Pattern("callback-eventbridge/definition.asl.json")]
public sealed class CallbackEventBridgeRow : CallbackContract
{
    private const string Rule = """{"source":["claims"],"detail-type":["Claim settled"]}""";

    private protected override string Good =>
        """{"claimId": "F-1", "payable": true, "amount": 250, "currency": "EUR", "reason": "the delay was 190 minutes"}""";

    private protected override string Bad => Good.Replace("250", "0", StringComparison.Ordinal);

    private protected override (string Error, string Cause) Failure =>
        (TellCustomerDesk.InvalidSettlement, "Claim F-1 is settled as paid with the amount 0.");

    [Fact]
    public async Task An_event_that_no_rule_matches_is_given_up_by_the_heartbeat()
    {
        await StartWorkerAsync();
        var machine = await DeployAsync("Claim lost");

        var execution = await Bench.RunAsync(machine, Good);

        Assert.Equal(("FAILED", "States.Timeout"), (execution.Status, execution.Error));
        Assert.Equal(0, Bench.Cue.Count);
    }

    private protected override async Task<string> DeployAsync()
    {
        await Bench.Host.CreateRuleAsync("tell-customer-desk", Rule, Queue, Bench.Stop);
        return await DeployAsync("Claim settled");
    }

    private protected override void AddHandler(WorkerHostBuilder worker, Action<QueueOptions> configure) =>
        worker.AddQueue<TellCustomerDesk, Settlement, DeskNote>(
            TellCustomerDesk.Queue,
            ClaimsJson.Default.Settlement,
            ClaimsJson.Default.DeskNote,
            configure
        );

    private async Task<string> DeployAsync(string detailType) =>
        await Bench.DeployAsync(
            "callback-eventbridge/definition.asl.json",
            ("event_bus_name", "default"),
            ("event_source", "claims"),
            ("event_detail_type", detailType),
            ("heartbeat_seconds", Bench.Text(Heartbeat)),
            ("timeout_seconds", Bench.Text(Bench.Timeout))
        );
}
