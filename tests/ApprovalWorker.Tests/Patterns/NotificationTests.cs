using System.Text;
using ApprovalWorker.Requests;
using ApprovalWorker.Tests.Support;

namespace ApprovalWorker.Tests.Patterns;

public sealed class NotificationTests
{
    [Fact]
    public async Task A_request_and_its_decision_are_told_as_events_that_never_carry_the_token_or_the_input()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        await host.UntilAsync(() => host.Bus.Entries.Count == 1);
        await host.DecideAsync(request.Id, approve: true);
        await host.UntilAsync(() => host.Bus.Entries.Count == 2);

        Assert.Equal(["Approval Requested", "Approval Decided"], host.Bus.Kinds);
        Assert.All(
            host.Bus.Entries,
            entry =>
            {
                Assert.Equal("workers.approvals", entry.Source);
                Assert.Equal([execution], entry.Resources!);
                Assert.DoesNotContain(request.TaskToken!, entry.Detail, StringComparison.Ordinal);
                Assert.DoesNotContain("claimId", entry.Detail, StringComparison.Ordinal);
            }
        );
        Assert.Equal(request.Id, (string)host.Bus.Detail(0)["requestId"]!);
        Assert.True((bool)host.Bus.Detail(1)["decision"]!["approved"]!);
    }

    [Fact]
    public async Task Reminders_come_as_often_as_configured_and_end_with_the_decision()
    {
        await using var host = await ApprovalHost.StartAsync(("Approvals:ReminderSeconds", "600"), ("Approvals:MaxReminders", "2"));
        var (_, first) = await host.AskAsync();
        await host.SkipAsync(TimeSpan.FromMinutes(50));
        Assert.Equal(["Approval Requested", "Approval Reminder", "Approval Reminder"], host.Bus.Kinds);

        await host.DecideAsync(first.Id, approve: true);
        var (_, second) = await host.AskAsync();
        await host.DecideAsync(second.Id, approve: true);
        await host.SkipAsync(TimeSpan.FromMinutes(50));

        Assert.Equal(2, host.Bus.Kinds.Count(kind => kind == "Approval Reminder"));
    }

    [Fact]
    public async Task An_event_that_EventBridge_does_not_take_is_sent_again_after_a_restart()
    {
        await using var host = await ApprovalHost.StartAsync();
        host.Bus.IsDown = true;
        var (execution, _) = await host.AskAsync();
        await host.SkipAsync(TimeSpan.FromMinutes(5));
        await host.StopWorkerAsync();
        host.Bus.IsDown = false;

        await host.StartWorkerAsync();
        await host.UntilAsync(() => host.Bus.Entries.Count == 1);
        await host.SkipAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(["Approval Requested"], host.Bus.Kinds);
        Assert.Empty((await host.RequestAsync(execution)).Outbox);
    }

    [Fact]
    public async Task An_expired_request_is_told()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, _) = await host.AskAsync();

        await host.EndAsync(execution);
        await host.SkipAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["Approval Requested", "Approval Expired"], host.Bus.Kinds);
        Assert.Equal("Approval.Expired", (string)host.Bus.Detail(1)["error"]!);
    }

    [Fact]
    public async Task The_webhook_is_signed_over_time_and_body_and_repeated_until_it_is_taken()
    {
        var key = Enumerable.Range(1, 32).Select(number => (byte)number).ToArray();
        await using var receiver = await WebhookReceiver.StartAsync(500, 204);
        await using var host = await ApprovalHost.StartAsync(
            ("Notifications:Events", "false"),
            ("Notifications:WebhookUrl", receiver.Url),
            ("Notifications:WebhookKey", Convert.ToBase64String(key))
        );

        var (_, request) = await host.AskAsync();
        await receiver.NextAsync(host.Workflow.Clock);
        var (headers, body) = await receiver.NextAsync(host.Workflow.Clock);

        using var mac = new System.Security.Cryptography.HMACSHA256(key);
        var expected = mac.ComputeHash(Encoding.UTF8.GetBytes($"{headers["X-Approval-Timestamp"]}.{body}"));
        Assert.Equal("v1=" + Convert.ToHexStringLower(expected), headers["X-Approval-Signature"]);
        Assert.DoesNotContain(request.TaskToken!, body, StringComparison.Ordinal);
        Assert.Equal(RequestStatus.Pending, request.Status);
    }
}
