using System.Net;
using ApprovalWorker.Tests.Support;

namespace ApprovalWorker.Tests.Web;

/// <summary>Made-up key ids, which anybody who knows the load balancer's ARN can send: they cost little, and keep nobody from signing in.</summary>
public sealed class PublicKeyTests
{
    [Fact]
    public async Task Made_up_key_ids_cost_a_few_fetches_a_minute_and_no_good_key()
    {
        await using var inbox = await SignedInbox.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(inbox, inbox.Token()));

        await MakeUpAsync(inbox, 0, 100);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(inbox, inbox.Token()));
        Assert.Single(inbox.Keys.Requests, id => id == SignedInbox.KeyId);
        Assert.Equal(1 + 32, inbox.Keys.Requests.Count);
        Assert.Contains("somebody may be making up ids", inbox.Host.Log.Text, StringComparison.Ordinal);

        await inbox.Host.SkipAsync(TimeSpan.FromSeconds(61));
        await MakeUpAsync(inbox, 100, 100);
        Assert.Equal(1 + 64, inbox.Keys.Requests.Count);
    }

    [Fact]
    public async Task A_key_that_came_up_meanwhile_is_fetched_when_the_minute_is_over()
    {
        await using var inbox = await SignedInbox.StartAsync();
        await MakeUpAsync(inbox, 0, 40);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(inbox, inbox.Token()));

        await inbox.Host.SkipAsync(TimeSpan.FromSeconds(61));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(inbox, inbox.Token()));
    }

    [Fact]
    public async Task Nobody_waits_for_the_fetch_of_another_key()
    {
        await using var inbox = await SignedInbox.StartAsync();
        var hung = new TaskCompletionSource();
        inbox.Keys.BeforeMiss = hung.Task;
        var madeUp = StatusAsync(inbox, inbox.Token(keyId: MadeUp(1)));
        while (inbox.Keys.Requests.IsEmpty)
        {
            await Task.Yield();
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(inbox, inbox.Token()));
        Assert.False(madeUp.IsCompleted);
        hung.SetResult();
        Assert.Equal(HttpStatusCode.Unauthorized, await madeUp);
    }

    private static string MadeUp(int number) => $"99999999-2222-3333-4444-{number:000000000000}";

    private static async Task MakeUpAsync(SignedInbox inbox, int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(inbox, inbox.Token(keyId: MadeUp(number))));
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(SignedInbox inbox, string token)
    {
        using var browser = inbox.Browser(token);
        using var answer = await browser.GetAsync("/");
        return answer.StatusCode;
    }
}
