using ApprovalWorker.Requests;
using ApprovalWorker.Tests.Support;

namespace ApprovalWorker.Tests.Browser;

/// <summary>The inbox in a real browser, by the keyboard alone, without scripts, and as a screen reader hears it.</summary>
public sealed class BrowserTests
{
    [Fact]
    public async Task A_request_is_found_read_and_approved_by_keyboard_without_scripts()
    {
        SkipWithoutChromium();
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync("Pay 600 EUR for claim F-1?");
        await using var browser = await Chromium.StartAsync();

        await browser.OpenAsync(host.Url);
        Assert.Contains("Pending requests 1 in all", await browser.NamesAsync("heading"));
        await KeepAsync(browser, "list");
        await browser.TabToAsync(request.Title);
        await browser.EnterAsync();

        Assert.Equal(["What is asked", "The whole input"], (await browser.NamesAsync("heading")).Skip(1).Take(2));
        Assert.Equal(["Comment"], await browser.NamesAsync("textbox"));
        Assert.Equal(["Approve", "Reject"], await browser.NamesAsync("button"));
        Assert.Contains("\"claimId\": \"F-1\"", await browser.TextAsync(), StringComparison.Ordinal);
        await KeepAsync(browser, "request");
        await browser.TabToAsync("Comment");
        await browser.TypeAsync("The flight was 4 h late.");
        await browser.TabToAsync("Approve");
        await browser.EnterAsync();

        var text = await browser.TextAsync();
        Assert.Contains("This request was approved by mary at 2030-01-01", text, StringComparison.Ordinal);
        Assert.Contains("The flight was 4 h late.", text, StringComparison.Ordinal);
        Assert.Contains("Step Functions was told", text, StringComparison.Ordinal);
        Assert.Empty(await browser.NamesAsync("button"));
        await KeepAsync(browser, "approved");
        Assert.Equal("SUCCEEDED", (await host.EndAsync(execution)).Status);
    }

    [Fact]
    public async Task What_is_wrong_with_a_form_is_told_first_and_leads_to_its_field()
    {
        SkipWithoutChromium();
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        await using var browser = await Chromium.StartAsync(dark: true);

        await browser.OpenAsync($"{host.Url}/requests/{request.Id}");
        await browser.TabToAsync("Reject");
        await browser.EnterAsync();

        Assert.Equal(["Nothing was decided yet"], await browser.NamesAsync("alert"));
        await KeepAsync(browser, "problem-dark");
        await browser.TabToAsync("Say in the comment why you reject it");
        await browser.PressAsync("Enter", 13, text: "\r");
        await browser.TypeAsync("Not covered by the tariff.");
        await browser.TabToAsync("Reject");
        await browser.EnterAsync();

        Assert.Contains("rejected by mary", await browser.TextAsync(), StringComparison.Ordinal);
        var decided = await host.RequestAsync(execution);
        Assert.Equal((RequestStatus.Rejected, "Not covered by the tariff."), (decided.Status, decided.Decision!.Comment));
    }

    [Fact]
    public async Task Whoever_may_not_decide_is_told_so_and_finds_no_form()
    {
        SkipWithoutChromium();
        await using var host = await ApprovalHost.StartAsync(("Approvals:Approvers:0", "group:claims-leads"));
        var (_, request) = await host.AskAsync(requester: "john@example.com");
        await using var browser = await Chromium.StartAsync();

        await browser.OpenAsync($"{host.Url}/requests/{request.Id}");

        Assert.Contains("You may not decide this request", await browser.NamesAsync("heading"));
        Assert.Contains("who is not among those who may decide: group:claims-leads.", await browser.TextAsync(), StringComparison.Ordinal);
        Assert.Empty(await browser.NamesAsync("button"));
        Assert.Empty(await browser.NamesAsync("textbox"));
        await KeepAsync(browser, "refused");
    }

    private static void SkipWithoutChromium()
    {
        if (Chromium.Path is null && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("Chromium is not installed: apt-get install chromium.");
        }

        Assert.True(Chromium.Path is not null, "Chromium is not installed: .ci/run installs it.");
    }

    // For people who want to see what the test saw.
    private static async Task KeepAsync(Chromium browser, string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(
                Path.Combine(folder, $"{name}.png"),
                await browser.ScreenshotAsync(1200, 900),
                TestContext.Current.CancellationToken
            );
        }
    }
}
