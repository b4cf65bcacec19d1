using System.Net;
using ApprovalWorker.Requests;
using ApprovalWorker.Tests.Support;

namespace ApprovalWorker.Tests.Approvers;

/// <summary>What links are worth where it matters who decides.</summary>
public sealed class LinkTests
{
    private static readonly (string, string) List = ("Approvals:Approvers:0", "mary@example.com");
    private static readonly (string, string) FourEyes = ("Approvals:RequesterMayDecide", "false");
    private static readonly (string, string) Wanted = ("Notifications:Links", "true");

    [Theory]
    [InlineData("Approvals:Approvers:0", "mary@example.com")]
    [InlineData("Approvals:RequesterMayDecide", "false")]
    public async Task Notifications_carry_none_unless_they_are_wanted_expressly(string key, string value)
    {
        await using var inbox = await SignedInbox.StartAsync((key, value));
        await inbox.Host.AskAsync();
        await inbox.Host.UntilAsync(() => inbox.Host.Bus.Entries.Count == 1);

        Assert.Null(inbox.Host.Bus.Detail(0)["link"]);
    }

    [Fact]
    public async Task A_link_that_was_sent_before_the_list_was_set_decides_nothing_any_more()
    {
        await using var inbox = await SignedInbox.StartAsync();
        var (execution, _) = await inbox.Host.AskAsync();
        var link = await LinkAsync(inbox);
        using var browser = inbox.Browser();
        var form = await browser.FormAsync(link);
        await inbox.Host.StopWorkerAsync();
        await inbox.Host.StartWorkerAsync([.. inbox.Settings, List]);
        using var later = browser.At(inbox.Host.Url);

        using var opened = await later.GetAsync(link);
        using var sent = await later.SendAsync(form, "approve", "", name: "John Doe");

        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.Gone), (opened.StatusCode, sent.StatusCode));
        Assert.Equal(RequestStatus.Pending, (await inbox.Host.RequestAsync(execution)).Status);
    }

    [Fact]
    public async Task Where_they_are_wanted_a_link_stands_for_a_place_in_the_list()
    {
        await using var inbox = await SignedInbox.StartAsync(List, Wanted);
        var (execution, _) = await inbox.Host.AskAsync();
        using var browser = inbox.Browser();

        using var answer = await browser.DecideAsync(await LinkAsync(inbox), "approve", name: "John Doe");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var entry = Assert.Single((await inbox.Host.RequestAsync(execution)).History, entry => entry.By is not null);
        Assert.Equal(("Approved through a link", "John Doe (by link, not signed in)", (string?)null), (entry.What, entry.By, entry.As));
    }

    [Fact]
    public async Task A_link_does_not_let_the_requester_decide_who_is_signed_in()
    {
        await using var inbox = await SignedInbox.StartAsync(FourEyes, Wanted);
        var (execution, _) = await inbox.Host.AskAsync(requester: "mary@example.com");
        var link = await LinkAsync(inbox);
        using var mary = inbox.BrowserOf("\"email\":\"mary@example.com\"");
        using var anne = inbox.BrowserOf("\"email\":\"anne@example.com\"");
        var (_, code) = await mary.FormAsync("/requests/" + (await inbox.Host.RequestAsync(execution)).Id);

        Assert.Contains("somebody else has to decide", await mary.PageAsync(link), StringComparison.Ordinal);
        using var own = await mary.SendAsync((link, code), "approve", "");
        using var other = await anne.DecideAsync(link, "approve");

        // The refused attempt has not used the link up.
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.SeeOther), (own.StatusCode, other.StatusCode));
        Assert.Equal("anne@example.com", (await inbox.Host.RequestAsync(execution)).Decision!.By);
    }

    private static async Task<string> LinkAsync(SignedInbox inbox)
    {
        await inbox.Host.UntilAsync(() => inbox.Host.Bus.Entries.Count > 0);
        return new Uri((string)inbox.Host.Bus.Detail(0)["link"]!).AbsolutePath;
    }
}
