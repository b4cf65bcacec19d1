using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Tests.Ecs;

/// <summary>The ECS agent's endpoints on the loopback interface: records every request, answers as the test says.</summary>
internal sealed class FakeAgent : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeAgent(WebApplication application) => _application = application;

    /// <summary>What a container is given as <c>ECS_AGENT_URI</c>; the metadata endpoint has the same address here.</summary>
    public string Uri => _application.Urls.First() + "/api/container-1";

    /// <summary>Every request as <c>PUT path body</c>.</summary>
    public Channel<string> Requests { get; } = Channel.CreateUnbounded<string>();

    /// <summary>Status and body for a request's path and body.</summary>
    public Func<string, string, Task<(int Status, string Body)>> Answer { get; set; } =
        (_, body) => Task.FromResult((200, AgentDouble.Accepted(body)));

    public static async Task<FakeAgent> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var agent = new FakeAgent(builder.Build());
        agent._application.Urls.Add("http://127.0.0.1:0");
        agent._application.Run(agent.AnswerAsync);
        await agent._application.StartAsync(TestContext.Current.CancellationToken);
        return agent;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var request = await reader.ReadToEndAsync(context.RequestAborted);
        Requests.Writer.TryWrite($"{context.Request.Method} {context.Request.Path} {request}".TrimEnd());
        var (status, body) = await Answer(context.Request.Path, request);
        context.Response.StatusCode = status;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted);
    }
}
