using System.Text.Json.Nodes;
using ApprovalWorker.Decisions;
using ApprovalWorker.Requests;
using ApprovalWorker.Tests.Support;
using Patterns.Tests.Contract;
using Workers.Aws.StepFunctions;

namespace Patterns.Tests.Rows;

/// <summary>Approval: a person decides. What may crash, fall silent or stop is the worker that keeps the request and its task token.</summary>
[Pattern("approval/definition.asl.json")]
public sealed class ApprovalRow : PatternContract, IAsyncLifetime
{
    private static readonly TimeSpan Token = TimeSpan.FromMinutes(10);

    private ApprovalHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ApprovalHost.StartWithRenewalsAsync(Token);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_request_whose_every_token_is_lost_expires_by_name()
    {
        await _host.StopWorkerAsync();
        var execution = await _host.AskOnlyAsync();

        // The first token and its hundred renewals.
        for (var token = 0; token <= 100; token++)
        {
            await _host.TakeTaskAsync();
            await _host.SkipAsync(Token);
        }

        var ended = await EndAsync(execution);
        Assert.Equal(("FAILED", "Approval.Expired"), (ended.Status, ended.Error));
        Assert.Equal(101, await CountAsync(execution, "ActivityTimedOut"));
    }

    [Fact]
    public async Task An_input_that_does_not_fit_fails_by_name_at_once()
    {
        var execution = await _host.AskOnlyAsync("""{"title":"Pay?","requester":7,"request":{}}""");

        var ended = await EndAsync(execution);

        Assert.Equal(("FAILED", "Approval.InvalidRequest"), (ended.Status, ended.Error));
        Assert.Equal(1, await CountAsync(execution, "ActivityFailed"));
        Assert.Empty(_host.Bus.Kinds);
    }

    // The person takes longer than two tokens live.
    protected override async Task SuccessAsync()
    {
        var (execution, request) = await _host.AskAsync();
        await _host.SkipAsync(2.5 * Token);

        await _host.DecideAsync(request.Id, approve: true);

        await AssertEndsApprovedAsync(execution, renewals: 2);
    }

    protected override async Task BusinessFailureAsync()
    {
        var (execution, request) = await _host.AskAsync();

        await _host.DecideAsync(request.Id, approve: false, comment: "too much");

        var ended = await EndAsync(execution);
        Assert.Equal(("FAILED", "Approval.Rejected"), (ended.Status, ended.Error));
        Assert.Equal(("mary", "too much"), Words(ended.Cause));
        Assert.Equal(1, await CountAsync(execution, "ActivityFailed"));
        AssertWasToldOnce();
    }

    // It is killed with a decision that AWS has not got yet.
    protected override async Task CrashAsync()
    {
        var (execution, request) = await _host.AskAsync();
        _host.Tasks.IsDown = true;
        await _host.DecideAsync(request.Id, approve: true);

        _host.CrashWorker();
        _host.Tasks.IsDown = false;
        await _host.StartWorkerAsync();

        await AssertEndsApprovedAsync(execution);
        Assert.Equal(DeliveryState.Delivered, (await _host.RequestAsync(execution)).Delivery!.State);
    }

    // The token comes to a worker that is cut off, and is lost on its way; the next one comes to another worker.
    protected override async Task SilenceAsync()
    {
        var silent = _host.Worker!;
        await _host.SkipAsync(TimeSpan.FromSeconds(5));
        _host.Workflow.PartitionWorker(silent);
        var execution = await _host.AskOnlyAsync();
        await _host.StartWorkerAsync();
        await _host.SkipAsync(Token - TimeSpan.FromMinutes(1));
        Assert.Empty(_host.Store.All("approval"));

        await _host.SkipAsync(TimeSpan.FromMinutes(2));
        Assert.Single(_host.Store.All("approval"));
        _host.Workflow.ReconnectWorker(silent);
        await _host.DecideAsync((await _host.RequestAsync(execution)).Id, approve: true);

        await AssertEndsApprovedAsync(execution, renewals: 1);
    }

    // Two people say yes at once, each at another worker, and both again; a third one comes late with a no.
    protected override async Task DuplicateAsync()
    {
        var first = _host.Decisions;
        await _host.StartWorkerAsync();
        var (execution, request) = await _host.AskAsync();
        var yes = new DecisionWish(true, new("mary"), "checked", "");

        DecisionService[] workers = [first, _host.Decisions, first, _host.Decisions];
        var same = await _host.Workflow.Clock.RunUntilAsync(
            Task.WhenAll(workers.Select(worker => worker.DecideAsync(request.Id, yes, TestContext.Current.CancellationToken))),
            TestContext.Current.CancellationToken
        );
        var (late, refused) = await _host.DecideAsync(request.Id, approve: false, by: "john");

        Assert.All(same, one => Assert.Equal(DecideResult.Decided, one.Result));
        Assert.Equal((DecideResult.Conflict, "mary"), (late, refused!.Decision!.By));
        await AssertEndsApprovedAsync(execution);
        Assert.Equal(1, _host.Tasks.Reports);
    }

    // It stops with the request in hand, and nobody is there for longer than two tokens live.
    protected override async Task ShutdownAsync()
    {
        var (execution, request) = await _host.AskAsync();

        await _host.StopWorkerAsync();
        await _host.SkipAsync(2.5 * Token);
        await _host.StartWorkerAsync();
        await _host.SkipAsync(TimeSpan.FromMinutes(1));
        var kept = await _host.RequestAsync(execution);
        await _host.DecideAsync(request.Id, approve: true);

        Assert.Equal((request.Id, request.ExpiresAt, RequestStatus.Pending), (kept.Id, kept.ExpiresAt, kept.Status));
        await AssertEndsApprovedAsync(execution, renewals: 1);
    }

    protected override async Task DeadEndAsync()
    {
        var (execution, request) = await _host.AskAsync();

        var ended = await EndAsync(execution);
        var (late, _) = await _host.DecideAsync(request.Id, approve: true);

        Assert.Equal(("FAILED", "Approval.Expired"), (ended.Status, ended.Error));
        Assert.InRange(ended.StopDate!.Value, request.ExpiresAt, request.ExpiresAt + TimeSpan.FromMinutes(1));
        Assert.Equal(DecideResult.Conflict, late);
        Assert.Equal(["Approval Requested", "Approval Expired"], _host.Bus.Kinds);
    }

    private async Task AssertEndsApprovedAsync(string execution, int renewals = 0)
    {
        var ended = await EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(("mary", "checked"), Words(ended.Output));
        Assert.Equal(renewals, await CountAsync(execution, "ActivityTimedOut"));
        Assert.Equal(0, await CountAsync(execution, "ActivityFailed"));
        Assert.Equal(1, await CountAsync(execution, "ActivitySucceeded"));
        AssertWasToldOnce();
    }

    // Renewed tokens, other workers and repeated decisions are nothing that people hear of.
    private void AssertWasToldOnce() => Assert.Equal(["Approval Requested", "Approval Decided"], _host.Bus.Kinds);

    // And after a day nothing has come that must not come any more.
    private async Task<ExecutionDescription> EndAsync(string execution)
    {
        var ended = await _host.EndAsync(execution);
        await _host.SkipAsync(TimeSpan.FromDays(1));
        return ended;
    }

    private async Task<int> CountAsync(string execution, string type) =>
        (await _host.HistoryAsync(execution)).Count(entry => entry.Type == type);

    private static (string By, string Comment) Words(string? decision)
    {
        var json = JsonNode.Parse(decision!)!;
        return ((string)json["by"]!, (string)json["comment"]!);
    }
}
