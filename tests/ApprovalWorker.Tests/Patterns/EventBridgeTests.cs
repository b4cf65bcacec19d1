using System.Net;
using System.Text.Json.Nodes;
using ApprovalWorker.Requests;
using ApprovalWorker.Tests.Support;

namespace ApprovalWorker.Tests.Patterns;

/// <summary>Notifications on their way over the emulator's EventBridge: rules, queues, and the links that arrive there.</summary>
public sealed class EventBridgeTests
{
    private const string All = """{"source":["workers.approvals"]}""";

    [Fact]
    public async Task Each_kind_of_notification_reaches_the_queue_of_a_rule_with_all_that_a_receiver_needs()
    {
        await using var host = await ApprovalHost.StartWithEventBridgeAsync(("Approvals:ReminderSeconds", "1800"));
        var desk = await NoticeQueue.CreateAsync(host, "desk", All);
        var (first, decided) = await host.AskAsync();
        await host.DecideAsync(decided.Id, approve: false, comment: "too much");
        var (second, expired) = await host.AskAsync("Pay 250 EUR?");
        await host.EndAsync(second);

        var events = await desk.WaitAsync(5);

        Assert.Equal(
            [
                ("Approval Requested", decided.Id, "pending"),
                ("Approval Decided", decided.Id, "rejected"),
                ("Approval Requested", expired.Id, "pending"),
                ("Approval Reminder", expired.Id, "pending"),
                ("Approval Expired", expired.Id, "expired"),
            ],
            events.Select(one => (Text(one, "detail-type"), Text(one["detail"]!, "requestId"), Text(one["detail"]!, "status")))
        );
        foreach (var one in events)
        {
            var (request, execution) = Text(one["detail"]!, "requestId") == decided.Id ? (decided, first) : (expired, second);
            Assert.Equal("workers.approvals", Text(one, "source"));
            Assert.Equal([execution], one["resources"]!.AsArray().Select(resource => (string)resource!));
            Assert.Equal(Text(one, "detail-type"), Text(one["detail"]!, "kind"));
            Assert.Equal((request.Title, execution), (Text(one["detail"]!, "title"), Text(one["detail"]!, "execution")));
            Assert.Equal($"{host.Url}/requests/{request.Id}", Text(one["detail"]!, "url"));
            Assert.Equal(request.ExpiresAt, DateTimeOffset.Parse(Text(one["detail"]!, "expiresAt"), null));
        }

        Assert.Equal(5, events.Select(one => Text(one["detail"]!, "notificationId")).Distinct().Count());
        Assert.Equal("too much", Text(events[1]["detail"]!["decision"]!, "comment"));
        Assert.Equal(("Approval.Rejected", "Approval.Expired"), (Text(events[1]["detail"]!, "error"), Text(events[4]["detail"]!, "error")));
        Assert.Equal([true, false, true, true, false], events.Select(one => one["detail"]!["link"] is not null));
    }

    [Fact]
    public async Task No_event_holds_the_task_token_or_the_input()
    {
        await using var host = await ApprovalHost.StartWithEventBridgeAsync(("Approvals:ReminderSeconds", "1800"));
        var desk = await NoticeQueue.CreateAsync(host, "desk", All);
        var (execution, request) = await host.AskAsync();
        await host.EndAsync(execution);

        var events = await desk.WaitAsync(3);

        Assert.NotEmpty(request.TaskToken!);
        Assert.All(
            events,
            one =>
            {
                Assert.DoesNotContain(request.TaskToken!, one.ToJsonString(), StringComparison.Ordinal);
                Assert.DoesNotContain("taskToken", one.ToJsonString(), StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("claimId", one.ToJsonString(), StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task A_rule_for_one_detail_type_gets_that_one_and_another_source_none()
    {
        await using var host = await ApprovalHost.StartWithEventBridgeAsync(("Notifications:EventSource", "claims.approvals"));
        var outcomes = await NoticeQueue.CreateAsync(
            host,
            "outcomes",
            """{"source":["claims.approvals"],"detail-type":["Approval Decided","Approval Expired"],"detail":{"status":["approved"]}}"""
        );
        var others = await NoticeQueue.CreateAsync(host, "others", All);
        var (_, approved) = await host.AskAsync();
        var (_, rejected) = await host.AskAsync();

        await host.DecideAsync(rejected.Id, approve: false);
        await host.DecideAsync(approved.Id, approve: true);
        await host.SkipAsync(TimeSpan.FromMinutes(5));

        Assert.Equal([approved.Id], (await outcomes.EventsAsync()).Select(one => Text(one["detail"]!, "requestId")));
        Assert.Empty(await others.EventsAsync());
    }

    [Fact]
    public async Task The_link_in_an_event_decides_once_for_whoever_is_not_signed_in()
    {
        await using var inbox = await SignedInbox.StartWithEventBridgeAsync();
        var desk = await NoticeQueue.CreateAsync(inbox.Host, "desk", All);
        var (execution, _) = await inbox.Host.AskAsync();
        var link = await desk.LinkAsync();
        using var browser = inbox.Browser();
        var form = await browser.FormAsync(link);

        using var used = await browser.SendAsync(form, "approve", "fine", name: "John Doe");
        using var reopened = await browser.GetAsync(link);
        using var replayed = await browser.SendAsync(form, "reject", "changed my mind", name: "John Doe");

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.Gone, HttpStatusCode.Conflict),
            (used.StatusCode, reopened.StatusCode, replayed.StatusCode)
        );
        var request = await inbox.Host.RequestAsync(execution);
        Assert.Equal("John Doe (by link, not signed in)", request.Decision!.By);
        Assert.Single(request.History, entry => entry.What == "Approved through a link");
        Assert.Equal("SUCCEEDED", (await inbox.Host.EndAsync(execution)).Status);
    }

    [Fact]
    public async Task A_link_that_was_used_is_of_no_use_when_the_state_asks_again()
    {
        await using var inbox = await SignedInbox.StartWithEventBridgeAsync();
        var desk = await NoticeQueue.CreateAsync(inbox.Host, "desk", All);
        var (execution, asked) = await inbox.Host.AskAsync();
        using var browser = inbox.Browser();
        var form = await browser.FormAsync(await desk.LinkAsync());
        using var used = await browser.SendAsync(form, "reject", "no", name: "John Doe");
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        await inbox.Host.EndAsync(execution);

        // The same state, entered at the same time, is tried again: the request is open once more, with all links that were sent.
        var again = FileRequest.Merge(
            await inbox.Host.RequestAsync(execution),
            asked with
            {
                TaskToken = "another",
                RequestedAt = asked.RequestedAt.AddMinutes(1),
            }
        );
        await inbox.Host.Requests.UpdateAsync(asked.Id, _ => again, TestContext.Current.CancellationToken);
        using var replayed = await browser.SendAsync(form, "approve", "", name: "John Doe");

        Assert.Equal(RequestStatus.Pending, again!.Status);
        Assert.Equal(HttpStatusCode.Gone, replayed.StatusCode);
        Assert.Null((await inbox.Host.RequestAsync(execution)).Decision);
    }

    [Fact]
    public async Task Forged_and_expired_links_open_nothing_and_decide_nothing()
    {
        await using var inbox = await SignedInbox.StartWithEventBridgeAsync();
        var desk = await NoticeQueue.CreateAsync(inbox.Host, "desk", All);
        var (execution, request) = await inbox.Host.AskAsync();
        var (_, other) = await inbox.Host.AskAsync();
        var link = await desk.LinkAsync();
        var parts = link["/links/".Length..].Split('.');
        Assert.Equal(request.Id, parts[0]);
        using var browser = inbox.Browser();
        var (_, code) = await browser.FormAsync(link);
        string[] forged =
        [
            $"{other.Id}.{parts[1]}.{parts[2]}.{parts[3]}",
            $"{parts[0]}.{new string('0', 32)}.{parts[2]}.{parts[3]}",
            $"{parts[0]}.{parts[1]}.9999999999.{parts[3]}",
            $"{parts[0]}.{parts[1]}.{parts[2]}.{new string('A', 43)}",
            $"{parts[0]}.{parts[1]}.{parts[2]}.",
            $"{parts[0]}.{parts[1]}.{parts[2]}",
        ];
        foreach (var changed in forged)
        {
            using var opened = await browser.GetAsync($"/links/{changed}");
            using var sent = await browser.SendAsync(($"/links/{changed}", code), "approve", "", name: "John Doe");
            Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.Gone), (opened.StatusCode, sent.StatusCode));
        }

        await inbox.Host.SkipAsync(ApprovalHost.Expiry);
        using var late = await browser.SendAsync((link, code), "approve", "", name: "John Doe");

        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        Assert.Equal(RequestStatus.Expired, (await inbox.Host.RequestAsync(execution)).Status);
    }

    private static string Text(JsonNode node, string name) => (string)node[name]!;
}
