using System.Net;
using System.Threading.Channels;

namespace Workers.Hosting.Tests.Ecs;

/// <summary>The ECS agent without a network, so that requests take no time unless the test says so.</summary>
internal sealed class AgentDouble : HttpMessageHandler
{
    public const string Uri = "http://169.254.170.2/api/container-1";

    /// <summary>Every request as <c>PUT path body</c>.</summary>
    public Channel<string> Requests { get; } = Channel.CreateUnbounded<string>();

    /// <summary>Status and body for a request's body.</summary>
    public Func<string, Task<(int Status, string Body)>> Answer { get; set; } = body => Task.FromResult((200, Accepted(body)));

    /// <summary>The answer that ECS gives when it has done what was asked for.</summary>
    public static string Accepted(string request) =>
        request.Contains("true", StringComparison.Ordinal)
            ? """{"protection":{"ExpirationDate":"2026-03-01T09:00:00Z","ProtectionEnabled":true,"TaskArn":"arn:aws:ecs:eu-central-1:111122223333:task/fleet/t1"}}"""
            : """{"protection":{"ExpirationDate":null,"ProtectionEnabled":false,"TaskArn":"arn:aws:ecs:eu-central-1:111122223333:task/fleet/t1"}}""";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        Requests.Writer.TryWrite($"{request.Method} {request.RequestUri!.AbsolutePath} {body}");
        var (status, answer) = await Answer(body).WaitAsync(cancellationToken);
        return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(answer) };
    }
}
