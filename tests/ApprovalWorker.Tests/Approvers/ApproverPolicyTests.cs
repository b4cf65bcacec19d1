using System.Net;
using System.Text.Json.Nodes;
using ApprovalWorker.Requests;
using ApprovalWorker.Tests.Support;

namespace ApprovalWorker.Tests.Approvers;

/// <summary>Who may decide, in the pages and the API, with identities that a load balancer has signed.</summary>
public sealed class ApproverPolicyTests
{
    private const string Mary = """ "email":"mary@example.com","sub":"m-1","groups":["leads"] """;
    private const string John = """ "email":"john@example.com","sub":"j-1","groups":["staff"] """;

    private static readonly (string, string)[] Leads = [("Approvals:Approvers:0", "group:leads"), ("Approvals:Approvers:1", "sub:x-9")];
    private static readonly (string, string) FourEyes = ("Approvals:RequesterMayDecide", "false");

    [Fact]
    public async Task Whom_the_list_does_not_name_sees_the_request_and_why_it_is_not_theirs_to_decide()
    {
        await using var inbox = await SignedInbox.StartAsync(Leads);
        var (execution, request) = await inbox.Host.AskAsync();
        using var john = inbox.BrowserOf(John);
        using var mary = inbox.BrowserOf(Mary);

        var page = await john.PageAsync($"/requests/{request.Id}");
        Assert.Contains("You may not decide this request", page, StringComparison.Ordinal);
        Assert.Contains("john@example.com, who is not among those who may decide: group:leads, sub:x-9.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", page, StringComparison.Ordinal);
        Assert.False((bool)JsonNode.Parse(await john.PageAsync($"/api/requests/{request.Id}"))!["mayDecide"]!);
        Assert.True((bool)JsonNode.Parse(await mary.PageAsync($"/api/requests/{request.Id}"))!["mayDecide"]!);

        using var decided = await mary.DecideAsync($"/requests/{request.Id}", "approve");

        Assert.Equal(HttpStatusCode.SeeOther, decided.StatusCode);
        var entry = Assert.Single((await inbox.Host.RequestAsync(execution)).History, entry => entry.What == "Approved");
        Assert.Equal(("mary@example.com", "group:leads"), (entry.By, entry.As));
        Assert.Contains("by mary@example.com as group:leads", await mary.PageAsync($"/requests/{request.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_of_somebody_else_is_refused_by_the_API_with_who_may_and_is_on_record_once()
    {
        await using var inbox = await SignedInbox.StartAsync(Leads);
        var (execution, request) = await inbox.Host.AskAsync();
        using var john = inbox.BrowserOf(John);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var answer = await john.PostJsonAsync($"/api/requests/{request.Id}/approve", "{}");
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            var error = JsonNode.Parse(await InboxClient.TextAsync(answer))!;
            Assert.Equal("NotApprover", (string)error["error"]!);
            Assert.Contains("group:leads", (string)error["message"]!, StringComparison.Ordinal);
        }

        var refused = await inbox.Host.RequestAsync(execution);
        Assert.Equal((RequestStatus.Pending, 0), (refused.Status, inbox.Host.Tasks.Reports));
        var entry = Assert.Single(refused.History, entry => entry.By is not null);
        Assert.Equal(("Refused to approve: no approver", "john@example.com"), (entry.What, entry.By));
        Assert.NotNull(entry.From);
    }

    [Fact]
    public async Task A_form_that_was_open_when_the_right_was_lost_decides_nothing()
    {
        await using var inbox = await SignedInbox.StartAsync(Leads);
        var (execution, request) = await inbox.Host.AskAsync();
        using var browser = inbox.BrowserOf(Mary);
        var form = await browser.FormAsync($"/requests/{request.Id}");
        await inbox.Host.StopWorkerAsync();
        await inbox.Host.StartWorkerAsync([.. inbox.Settings, ("Approvals:Approvers:0", "group:others")]);
        using var later = browser.At(inbox.Host.Url);

        using var answer = await later.SendAsync(form, "approve", "");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("may not decide this request", await InboxClient.TextAsync(answer), StringComparison.Ordinal);
        Assert.Equal(RequestStatus.Pending, (await inbox.Host.RequestAsync(execution)).Status);
    }

    [Fact]
    public async Task Refusals_never_fill_the_record_up()
    {
        await using var inbox = await SignedInbox.StartAsync(Leads);
        var (execution, request) = await inbox.Host.AskAsync();

        for (var i = 0; i < 50; i++)
        {
            using var somebody = inbox.BrowserOf($"\"email\":\"p{i}@example.com\"");
            using var answer = await somebody.PostJsonAsync($"/api/requests/{request.Id}/approve", "{}");
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(21, (await inbox.Host.RequestAsync(execution)).History.Count);
    }

    [Theory]
    [InlineData("mary@example.com")]
    [InlineData("MARY@example.com")]
    [InlineData("m-1")]
    public async Task Nobody_decides_what_they_have_asked_for_themselves(string requester)
    {
        await using var inbox = await SignedInbox.StartAsync([.. Leads, FourEyes]);
        var (execution, request) = await inbox.Host.AskAsync(requester: requester);
        using var mary = inbox.BrowserOf(Mary);
        using var anne = inbox.BrowserOf(""" "email":"anne@example.com","groups":["leads"] """);

        var page = await mary.PageAsync($"/requests/{request.Id}");
        Assert.Contains("somebody else has to decide", page, StringComparison.Ordinal);
        Assert.Contains($"<dt>Requester</dt><dd>{requester}</dd>", page, StringComparison.Ordinal);
        using var own = await mary.PostJsonAsync($"/api/requests/{request.Id}/approve", "{}");
        using var other = await anne.PostJsonAsync($"/api/requests/{request.Id}/approve", "{}");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (own.StatusCode, other.StatusCode));
        Assert.Equal("OwnRequest", (string)JsonNode.Parse(await InboxClient.TextAsync(own))!["error"]!);
        var decided = await inbox.Host.RequestAsync(execution);
        Assert.Equal("anne@example.com", decided.Decision!.By);
        Assert.Contains(decided.History, entry => entry.What == "Refused to approve: own request" && entry.By == "mary@example.com");
    }

    [Fact]
    public async Task Without_the_option_the_requester_decides_like_anybody_else()
    {
        await using var inbox = await SignedInbox.StartAsync(Leads);
        var (_, request) = await inbox.Host.AskAsync(requester: "mary@example.com");
        using var mary = inbox.BrowserOf(Mary);

        using var answer = await mary.PostJsonAsync($"/api/requests/{request.Id}/approve", "{}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_requester_that_cannot_be_read_fails_the_state_by_name()
    {
        await using var host = await ApprovalHost.StartAsync();

        var ended = await host.EndAsync(await host.AskOnlyAsync("""{"title":"Pay?","request":{},"requester":{"name":"mary"}}"""));

        Assert.Equal(("FAILED", "Approval.InvalidRequest"), (ended.Status, ended.Error));
        Assert.Contains("requester must be a text", ended.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_come_from_the_claim_that_is_configured()
    {
        await using var inbox = await SignedInbox.StartAsync([.. Leads, ("Identity:GroupsClaim", "custom:roles")]);
        var (_, request) = await inbox.Host.AskAsync();
        using var elsewhere = inbox.BrowserOf(Mary);
        using var there = inbox.BrowserOf(""" "sub":"m-1","custom:roles":"[staff, leads]" """);

        using var refused = await elsewhere.PostJsonAsync($"/api/requests/{request.Id}/approve", "{}");
        using var decided = await there.PostJsonAsync($"/api/requests/{request.Id}/approve", "{}");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (refused.StatusCode, decided.StatusCode));
    }
}
