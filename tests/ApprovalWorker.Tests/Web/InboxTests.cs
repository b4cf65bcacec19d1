using System.Net;
using ApprovalWorker.Requests;
using ApprovalWorker.Tests.Support;

namespace ApprovalWorker.Tests.Web;

/// <summary>The pages over HTTP on the loopback address.</summary>
public sealed class InboxTests
{
    [Fact]
    public async Task A_request_is_listed_shown_whole_and_approved_with_post_redirect_get()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        using var browser = new InboxClient(host.Url);

        Assert.Contains($"href=\"/requests/{request.Id}\"", await browser.PageAsync("/"), StringComparison.Ordinal);
        var page = await browser.PageAsync($"/requests/{request.Id}");
        Assert.Contains("<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Contains("&quot;claimId&quot;: &quot;F-1&quot;", page, StringComparison.Ordinal);
        Assert.DoesNotContain(request.TaskToken!, page, StringComparison.Ordinal);

        using var answer = await browser.DecideAsync($"/requests/{request.Id}", "approve", "looks right");

        Assert.Equal((HttpStatusCode.SeeOther, $"/requests/{request.Id}"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Contains("approved by mary at 2030-01-01", await browser.PageAsync($"/requests/{request.Id}"), StringComparison.Ordinal);
        Assert.DoesNotContain(request.Id, await browser.PageAsync("/"), StringComparison.Ordinal);
        Assert.Contains(request.Id, await browser.PageAsync("/decided"), StringComparison.Ordinal);
        Assert.Equal("SUCCEEDED", (await host.EndAsync(execution)).Status);
        var entry = Assert.Single((await host.RequestAsync(execution)).History, entry => entry.By is not null);
        Assert.Equal(("mary", "looks right", "127.0.0.1"), (entry.By, entry.Comment, entry.From));
    }

    [Fact]
    public async Task A_form_that_is_too_large_is_refused_and_decides_nothing()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        using var browser = new InboxClient(host.Url);

        using var answer = await browser.DecideAsync($"/requests/{request.Id}", "approve", new string('x', 70_000));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(RequestStatus.Pending, (await host.RequestAsync(execution)).Status);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.BadRequest)]
    [InlineData("multipart/form-data; boundary=x", HttpStatusCode.Forbidden)]
    public async Task A_form_that_the_inbox_cannot_have_sent_is_refused_and_is_no_outage(string type, HttpStatusCode status)
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        using var browser = new InboxClient(host.Url);
        var fields = string.Join('&', Enumerable.Range(0, 1_100).Select(number => $"f{number}=1"));

        using var answer = await browser.PostAsync($"/requests/{request.Id}/decision", $"decision=approve&{fields}", type);

        Assert.Equal(status, answer.StatusCode);
        Assert.DoesNotContain("request to the inbox failed", host.Log.Text, StringComparison.Ordinal);
        Assert.Equal(RequestStatus.Pending, (await host.RequestAsync(execution)).Status);
    }

    [Fact]
    public async Task What_people_and_state_machines_write_is_never_markup()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (_, request) = await host.AskAsync("<script>alert(1)</script>\"'&");
        using var browser = new InboxClient(host.Url);
        await browser.DecideAsync($"/requests/{request.Id}", "reject", "</textarea><img src=x onerror=alert(1)>");

        string[] pages = [await browser.PageAsync($"/requests/{request.Id}"), await browser.PageAsync("/decided")];

        Assert.All(
            pages,
            page =>
            {
                Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task A_rejection_without_a_comment_is_asked_for_again_with_the_error_at_its_field()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        using var browser = new InboxClient(host.Url);

        using var answer = await browser.DecideAsync($"/requests/{request.Id}", "reject", "  ");

        var page = await InboxClient.TextAsync(answer);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("<title>Error: ", page, StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#comment\">", page, StringComparison.Ordinal);
        Assert.Contains("aria-describedby=\"comment-problem comment-hint\" aria-invalid=\"true\"", page, StringComparison.Ordinal);
        Assert.Equal(RequestStatus.Pending, (await host.RequestAsync(execution)).Status);
    }

    [Fact]
    public async Task Another_decision_gets_a_page_that_says_who_was_first_and_the_same_one_none()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (_, request) = await host.AskAsync();
        using var mary = new InboxClient(host.Url);
        using var john = new InboxClient(host.Url);
        var form = await john.FormAsync($"/requests/{request.Id}");
        await mary.DecideAsync($"/requests/{request.Id}", "approve");

        using var other = await john.SendAsync(form, "reject", "no");
        using var same = await john.SendAsync(form, "approve", "");

        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Contains("already approved by mary at 2030-01-01", await InboxClient.TextAsync(other), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, same.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_form_without_our_code_decides_nothing(string code)
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        using var browser = new InboxClient(host.Url);
        await browser.PageAsync($"/requests/{request.Id}");

        using var answer = await browser.SendAsync(($"/requests/{request.Id}/decision", code), "approve", "");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(RequestStatus.Pending, (await host.RequestAsync(execution)).Status);
    }

    [Fact]
    public async Task A_form_that_another_site_sends_decides_nothing_even_with_our_code()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        using var browser = new InboxClient(host.Url);
        var form = await browser.FormAsync($"/requests/{request.Id}");

        using var answer = await browser.SendAsync(form, "approve", "", "cross-site");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(RequestStatus.Pending, (await host.RequestAsync(execution)).Status);
    }

    [Fact]
    public async Task The_person_sees_that_AWS_has_not_taken_the_decision_yet_and_later_that_it_has()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (_, request) = await host.AskAsync();
        using var browser = new InboxClient(host.Url);
        host.Tasks.IsDown = true;
        await browser.DecideAsync($"/requests/{request.Id}", "approve");
        Assert.Contains("could not be reached yet", await browser.PageAsync($"/requests/{request.Id}"), StringComparison.Ordinal);

        host.Tasks.IsDown = false;
        await host.SkipAsync(TimeSpan.FromMinutes(1));

        Assert.Contains("Step Functions was told", await browser.PageAsync($"/requests/{request.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_store_is_down_a_page_says_so()
    {
        await using var host = await ApprovalHost.StartAsync();
        using var browser = new InboxClient(host.Url);
        host.Store.IsDown = true;

        using var answer = await browser.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("The store does not answer", await InboxClient.TextAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_allow_no_scripts_no_frames_and_no_caches()
    {
        await using var host = await ApprovalHost.StartAsync();
        using var browser = new InboxClient(host.Url);

        using var answer = await browser.GetAsync("/");

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Theory]
    [InlineData("/requests/00000000000000000000000000000000")]
    [InlineData("/requests/..%2F..%2Fetc")]
    public async Task An_unknown_request_is_not_found(string path)
    {
        await using var host = await ApprovalHost.StartAsync();
        using var browser = new InboxClient(host.Url);

        using var answer = await browser.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
