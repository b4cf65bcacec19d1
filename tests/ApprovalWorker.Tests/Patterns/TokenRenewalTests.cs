using ApprovalWorker.Requests;
using ApprovalWorker.Tests.Support;

namespace ApprovalWorker.Tests.Patterns;

/// <summary>A task token can be lost with the worker that took it; the state asks again, and the request goes on.</summary>
public sealed class TokenRenewalTests
{
    private static readonly TimeSpan Token = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_token_that_was_lost_with_its_worker_is_asked_for_again()
    {
        await using var host = await ApprovalHost.StartWithRenewalsAsync(Token);
        await host.StopWorkerAsync();
        var execution = await host.AskOnlyAsync();
        await host.TakeTaskAsync();
        await host.StartWorkerAsync();
        await host.SkipAsync(Token + TimeSpan.FromMinutes(1));

        var request = await host.RequestAsync(execution);
        await host.DecideAsync(request.Id, approve: true);

        Assert.Equal("SUCCEEDED", (await host.EndAsync(execution)).Status);
    }

    [Fact]
    public async Task Renewals_change_neither_the_request_nor_its_expiry_and_tell_nobody()
    {
        await using var host = await ApprovalHost.StartWithRenewalsAsync(Token);
        var (execution, request) = await host.AskAsync();
        await host.SkipAsync(4 * Token);

        var renewed = await host.RequestAsync(execution);
        Assert.NotEqual(request.TaskToken, renewed.TaskToken);
        Assert.Equal((request.Id, request.ExpiresAt, RequestStatus.Pending), (renewed.Id, renewed.ExpiresAt, renewed.Status));
        Assert.Equal(request.History, renewed.History);
        Assert.Equal(["Approval Requested"], host.Bus.Kinds);

        await host.DecideAsync(request.Id, approve: true);
        Assert.Equal("SUCCEEDED", (await host.EndAsync(execution)).Status);
        Assert.True((await host.HistoryAsync(execution)).Count(entry => entry.Type == "ActivityTimedOut") >= 3);
    }

    [Fact]
    public async Task A_request_that_nobody_decides_expires_when_people_were_told_it_would()
    {
        await using var host = await ApprovalHost.StartWithRenewalsAsync(Token);
        var (execution, request) = await host.AskAsync();

        var ended = await host.EndAsync(execution);

        Assert.Equal(("FAILED", "Approval.Expired"), (ended.Status, ended.Error));
        Assert.InRange(ended.StopDate!.Value, request.ExpiresAt, request.ExpiresAt + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_decision_whose_token_has_grown_old_meanwhile_is_delivered_to_the_next_one()
    {
        await using var host = await ApprovalHost.StartWithRenewalsAsync(Token);
        var (execution, request) = await host.AskAsync();
        host.Tasks.IsDown = true;
        await host.DecideAsync(request.Id, approve: true);
        await host.SkipAsync(2 * Token);
        host.Tasks.IsDown = false;

        var ended = await host.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(DeliveryState.Delivered, (await host.RequestAsync(execution)).Delivery!.State);
        Assert.DoesNotContain("Approval Expired", host.Bus.Kinds);
    }

    [Fact]
    public async Task An_expiry_that_could_not_be_reported_ends_the_next_token_and_asks_nobody_again()
    {
        await using var host = await ApprovalHost.StartWithRenewalsAsync(Token);
        var (execution, request) = await host.AskAsync();
        host.Tasks.IsDown = true;
        await host.SkipAsync(request.ExpiresAt - host.Workflow.Clock.GetUtcNow() + TimeSpan.FromMinutes(15));
        host.Tasks.IsDown = false;

        var ended = await host.EndAsync(execution);

        Assert.Equal(("FAILED", "Approval.Expired"), (ended.Status, ended.Error));
        Assert.Single(host.Bus.Kinds, "Approval Requested");
    }

    [Fact]
    public async Task A_worker_that_is_killed_amid_its_requests_loses_none()
    {
        await using var host = await ApprovalHost.StartWithRenewalsAsync(Token);
        var (first, _) = await host.AskAsync();
        host.Workflow.CrashWorker(host.Worker!);
        var second = await host.AskOnlyAsync();

        await host.StartWorkerAsync();
        await host.SkipAsync(Token + TimeSpan.FromMinutes(2));
        foreach (var execution in new[] { first, second })
        {
            var request = await host.RequestAsync(execution);
            await host.DecideAsync(request.Id, approve: true);
            Assert.Equal("SUCCEEDED", (await host.EndAsync(execution)).Status);
        }
    }
}
