using System.Net;
using System.Text.Json.Nodes;
using ApprovalWorker.Requests;
using ApprovalWorker.Tests.Support;

namespace ApprovalWorker.Tests.Web;

public sealed class ApiTests
{
    [Fact]
    public async Task Scripts_list_requests_and_decide_them()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        using var script = new InboxClient(host.Url);

        var list = JsonNode.Parse(await script.PageAsync("/api/requests?status=pending"))!;
        var listed = Assert.Single(list["requests"]!.AsArray())!;
        Assert.Equal((request.Id, "pending", execution), ((string)listed["id"]!, (string)listed["status"]!, (string)listed["execution"]!));
        var shown = await script.PageAsync($"/api/requests/{request.Id}");
        Assert.Equal("F-1", (string)JsonNode.Parse(shown)!["input"]!["request"]!["claimId"]!);
        Assert.DoesNotContain(request.TaskToken!, shown, StringComparison.Ordinal);

        using var answer = await script.PostJsonAsync($"/api/requests/{request.Id}/approve", """{"comment":"by script"}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var decided = JsonNode.Parse(await InboxClient.TextAsync(answer))!;
        Assert.Equal(("approved", "delivered"), ((string)decided["status"]!, (string)decided["delivery"]!["state"]!));
        Assert.Equal("SUCCEEDED", (await host.EndAsync(execution)).Status);
        Assert.Empty(JsonNode.Parse(await script.PageAsync("/api/requests?status=pending"))!["requests"]!.AsArray());
    }

    [Fact]
    public async Task The_same_decision_again_succeeds_and_another_one_conflicts()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (_, request) = await host.AskAsync();
        using var script = new InboxClient(host.Url);
        await script.PostJsonAsync($"/api/requests/{request.Id}/approve", "{}");

        using var again = await script.PostJsonAsync($"/api/requests/{request.Id}/approve", "{}");
        using var other = await script.PostJsonAsync($"/api/requests/{request.Id}/reject", """{"comment":"no"}""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (again.StatusCode, other.StatusCode));
        Assert.Contains("already approved by mary at", await InboxClient.TextAsync(other), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("[]", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("""{"comment":1}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("""{"comment":"\ud800"}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{}", "application/json", HttpStatusCode.UnprocessableEntity)]
    public async Task What_is_wrong_is_answered_and_decides_nothing(string body, string type, HttpStatusCode status)
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        using var script = new InboxClient(host.Url);

        using var answer = await script.PostJsonAsync($"/api/requests/{request.Id}/reject", body, type);

        Assert.Equal(status, answer.StatusCode);
        Assert.NotNull(JsonNode.Parse(await InboxClient.TextAsync(answer))!["message"]);
        Assert.Equal(RequestStatus.Pending, (await host.RequestAsync(execution)).Status);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_and_decides_nothing()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        using var script = new InboxClient(host.Url);

        using var answer = await script.PostJsonAsync(
            $"/api/requests/{request.Id}/approve",
            $$"""{"comment":"{{new string('x', 70_000)}}"}"""
        );

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(RequestStatus.Pending, (await host.RequestAsync(execution)).Status);
    }

    [Fact]
    public async Task An_unknown_request_or_status_is_told()
    {
        await using var host = await ApprovalHost.StartAsync();
        using var script = new InboxClient(host.Url);

        using var request = await script.PostJsonAsync("/api/requests/nobody/approve", "{}");
        using var status = await script.GetAsync("/api/requests?status=open");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (request.StatusCode, status.StatusCode));
    }
}
