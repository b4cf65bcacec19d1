using Workers.Hosting.Ecs;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Ecs;

public sealed class EcsAgentTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(15, """{"ProtectionEnabled":true,"ExpiresInMinutes":15}""")]
    [InlineData(null, """{"ProtectionEnabled":false}""")]
    public async Task SetProtection_Accepted_IsDone(int? minutes, string body)
    {
        await using var fake = await FakeAgent.StartAsync();
        using var agent = Agent(fake.Uri);

        Assert.Equal(AgentResult.Done, (await agent.SetProtectionAsync(minutes, Stop)).Result);

        Assert.Equal($"PUT /api/container-1/task-protection/v1/state {body}", await Soon.Next(fake.Requests));
    }

    [Theory]
    [InlineData(
        400,
        """{"error":{"Code":"ThrottlingException","Message":"Rate exceeded"}}""",
        AgentResult.Refused,
        "ThrottlingException Rate exceeded"
    )]
    [InlineData(403, """{"error":{"Code":"AccessDeniedException","Message":"no"}}""", AgentResult.Refused, "AccessDeniedException no")]
    [InlineData(200, """{"failure":{"Reason":"TASK_NOT_VALID","Detail":"standalone"}}""", AgentResult.Refused, "TASK_NOT_VALID standalone")]
    [InlineData(500, """{"error":{"Code":"ServerException","Message":"oops"}}""", AgentResult.Unknown, "ServerException oops")]
    [InlineData(504, "", AgentResult.Unknown, "status 504")]
    [InlineData(200, "<html>", AgentResult.Unknown, "status 200")]
    [InlineData(200, "[]", AgentResult.Unknown, "status 200")]
    [InlineData(200, """{"protection":{"ProtectionEnabled":false}}""", AgentResult.Unknown, "status 200")]
    public async Task SetProtection_NotAccepted_TellsWhy(int status, string body, object result, string reason)
    {
        await using var fake = await FakeAgent.StartAsync();
        fake.Answer = (_, _) => Task.FromResult((status, body));
        using var agent = Agent(fake.Uri);

        var answer = await agent.SetProtectionAsync(10, Stop);

        Assert.Equal(result, answer.Result);
        Assert.Contains(reason, answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetProtection_EndlessAnswer_IsCutOff()
    {
        await using var fake = await FakeAgent.StartAsync();
        fake.Answer = (_, _) => Task.FromResult((200, new string('x', 1024 * 1024)));
        using var agent = Agent(fake.Uri);

        Assert.Equal(AgentResult.Unknown, (await agent.SetProtectionAsync(10, Stop)).Result);
    }

    [Fact]
    public async Task SetProtection_NoAnswer_GivesUp()
    {
        await using var fake = await FakeAgent.StartAsync();
        var hangs = new TaskCompletionSource<(int, string)>();
        fake.Answer = (_, _) => hangs.Task;
        using var agent = Agent(fake.Uri);
        var asking = agent.SetProtectionAsync(10, Stop);
        await Soon.Next(fake.Requests);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(new AgentAnswer(AgentResult.Unknown, "no answer came within 10 s"), await Soon.Within(asking));
        hangs.SetResult((500, ""));
    }

    [Fact]
    public async Task SetProtection_NobodyThere_TellsWhy()
    {
        using var agent = Agent("http://127.0.0.1:1/api/x");

        var answer = await agent.SetProtectionAsync(10, Stop);

        Assert.Equal(AgentResult.Unknown, answer.Result);
        Assert.NotEmpty(answer.Reason);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private EcsAgent Agent(string uri) => new(uri, new EcsTransport(new SocketsHttpHandler()), _time);
}
