using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ApprovalWorker.Requests;
using ApprovalWorker.Tests.Support;

namespace ApprovalWorker.Tests.Web;

/// <summary>Identities that a load balancer has signed, with a key of the test's own; and links for those who are not signed in.</summary>
public sealed class LoadBalancerTests
{
    [Fact]
    public async Task The_name_that_the_load_balancer_signed_is_believed()
    {
        await using var inbox = await SignedInbox.StartAsync();

        using var browser = inbox.Browser(inbox.Token());

        using var answer = await browser.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("mary@example.com", await InboxClient.TextAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_else_is()
    {
        await using var inbox = await SignedInbox.StartAsync();
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var valid = inbox.Token();
        var parts = valid.Split('.');
        var otherClaims = Base64Url.EncodeToString(Encoding.UTF8.GetBytes("""{"email":"boss@example.com","exp":9999999999}"""));
        (string Case, string? Token)[] tokens =
        [
            ("none", null),
            ("no token", "mary@example.com"),
            ("changed claims", $"{parts[0]}.{otherClaims}.{parts[2]}"),
            ("no signature", $"{parts[0]}.{parts[1]}."),
            ("another key", inbox.Token(key: stranger)),
            ("another signer", inbox.Token(signer: SignedInbox.Signer + "2")),
            ("another algorithm", inbox.Token(algorithm: "none")),
            ("unknown key id", inbox.Token(keyId: "99999999-2222-3333-4444-555555555555")),
            ("a path as key id", inbox.Token(keyId: "../" + SignedInbox.KeyId)),
            ("expired", inbox.Token(expires: DateTimeOffset.UnixEpoch)),
            ("expires now", inbox.Token(expires: inbox.Host.Workflow.Clock.GetUtcNow())),
            ("names nobody", inbox.Token(claims: "")),
        ];

        foreach (var (name, token) in tokens)
        {
            using var browser = inbox.Browser(token);
            using var answer = await browser.GetAsync("/");
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{name}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Neither_pages_nor_the_API_say_anything_to_somebody_unknown()
    {
        await using var inbox = await SignedInbox.StartAsync();
        var (_, request) = await inbox.Host.AskAsync();
        using var browser = new InboxClient(inbox.Host.Url);

        foreach (var path in (string[])["/", "/decided", $"/requests/{request.Id}", "/api/requests", $"/api/requests/{request.Id}"])
        {
            using var answer = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        using var decision = await browser.PostJsonAsync($"/api/requests/{request.Id}/approve", "{}");
        Assert.Equal(HttpStatusCode.Unauthorized, decision.StatusCode);
    }

    [Fact]
    public async Task A_link_is_opened_often_used_once_and_attributed_to_the_name_that_was_given()
    {
        await using var inbox = await SignedInbox.StartAsync();
        var (execution, _) = await inbox.Host.AskAsync();
        await inbox.Host.UntilAsync(() => inbox.Host.Bus.Entries.Count == 1);
        var link = new Uri((string)inbox.Host.Bus.Detail(0)["link"]!).AbsolutePath;
        using var browser = new InboxClient(inbox.Host.Url);

        using var unnamed = await browser.DecideAsync(link, "approve");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unnamed.StatusCode);
        Assert.Equal(RequestStatus.Pending, (await inbox.Host.RequestAsync(execution)).Status);

        using var used = await browser.DecideAsync(link, "approve", "fine", "John Doe");
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        var decision = (await inbox.Host.RequestAsync(execution)).Decision!;
        Assert.Equal(("John Doe (by link, not signed in)", "fine"), (decision.By, decision.Comment));
        using var again = await browser.GetAsync(link);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
    }

    [Fact]
    public async Task A_form_without_a_name_behind_a_link_that_was_used_meanwhile_shows_nothing_of_the_request()
    {
        await using var inbox = await SignedInbox.StartAsync();
        var (_, request) = await inbox.Host.AskAsync();
        await inbox.Host.UntilAsync(() => inbox.Host.Bus.Entries.Count == 1);
        var link = new Uri((string)inbox.Host.Bus.Detail(0)["link"]!).AbsolutePath;
        using var browser = new InboxClient(inbox.Host.Url);
        var form = await browser.FormAsync(link);
        using var used = await browser.SendAsync(form, "approve", "fine", name: "John Doe");

        using var unnamed = await browser.SendAsync(form, "approve", "");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Gone), (used.StatusCode, unnamed.StatusCode));
        Assert.DoesNotContain(request.Title, await InboxClient.TextAsync(unnamed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_behind_a_link_that_is_too_large_is_refused_and_decides_nothing()
    {
        await using var inbox = await SignedInbox.StartAsync();
        var (execution, _) = await inbox.Host.AskAsync();
        await inbox.Host.UntilAsync(() => inbox.Host.Bus.Entries.Count == 1);
        using var browser = new InboxClient(inbox.Host.Url);
        var link = new Uri((string)inbox.Host.Bus.Detail(0)["link"]!).AbsolutePath;

        using var answer = await browser.DecideAsync(link, "approve", new string('x', 70_000), "John Doe");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(RequestStatus.Pending, (await inbox.Host.RequestAsync(execution)).Status);
    }

    [Fact]
    public async Task A_link_that_was_changed_or_has_expired_opens_nothing()
    {
        await using var inbox = await SignedInbox.StartAsync();
        await inbox.Host.AskAsync();
        await inbox.Host.UntilAsync(() => inbox.Host.Bus.Entries.Count == 1);
        var link = new Uri((string)inbox.Host.Bus.Detail(0)["link"]!).AbsolutePath;
        using var browser = new InboxClient(inbox.Host.Url);
        var parts = link.Split('.');
        var longer = $"{parts[0]}.{parts[1]}.9999999999.{parts[3]}";

        foreach (var changed in (string[])[longer, link[..^2], parts[0], "/links/x"])
        {
            using var answer = await browser.GetAsync(changed);
            Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        }

        await inbox.Host.SkipAsync(ApprovalHost.Expiry);
        using var expired = await browser.GetAsync(link);
        Assert.Equal(HttpStatusCode.Gone, expired.StatusCode);
    }
}
