using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Ecs;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Ecs;

public sealed class TaskProtectorTests
{
    private const string Path = "PUT /api/container-1/task-protection/v1/state";
    private const string Protect = Path + """ {"ProtectionEnabled":true,"ExpiresInMinutes":10}""";
    private const string Release = Path + """ {"ProtectionEnabled":false}""";

    private readonly TaskCompletionSource _started = new();
    private readonly TaskCompletionSource<Answer> _ends = new();

    [Fact]
    public async Task The_task_is_protected_before_a_job_may_outlast_a_stop_and_released_when_it_has_ended()
    {
        using var agent = new AgentDouble();
        await using var worker = await WorkerAsync(agent);
        var start = worker.Time.GetUtcNow();

        Assert.Equal(Protect, await worker.AdvanceToAsync(agent.Requests, TimeSpan.FromSeconds(110)));

        // Half of the 95 s that a stop leaves to jobs.
        Assert.Equal(47.5, (worker.Time.GetUtcNow() - start).TotalSeconds);
        _ends.SetResult(new Answer("done"));
        Assert.Equal(Release, await worker.AdvanceToAsync(agent.Requests, TimeSpan.Zero));
        Assert.Equal("token-1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
    }

    [Fact]
    public async Task A_job_that_is_expected_to_outlast_a_stop_is_protected_at_once()
    {
        using var agent = new AgentDouble();
        await using var worker = await WorkerAsync(agent, "--Activities:appraise-claim:MaxDurationSeconds=600");
        var start = worker.Time.GetUtcNow();

        Assert.Equal(Protect, await worker.AdvanceToAsync(agent.Requests, TimeSpan.FromSeconds(1)));

        Assert.Equal(start, worker.Time.GetUtcNow());
        _ends.SetResult(new Answer("done"));
    }

    [Fact]
    public async Task Short_jobs_ask_for_nothing()
    {
        using var agent = new AgentDouble();
        await using var worker = await TestWorker.ActivityAsync(
            builder => builder.Services.AddSingleton(new EcsTransport(agent)),
            TestWorker.Answering(),
            "--ECS_AGENT_URI=" + AgentDouble.Uri,
            "--Activities:appraise-claim:Slots=1"
        );
        for (var i = 0; i < 20; i++)
        {
            await Soon.Next(worker.Aws.ActivityPolls);
            worker.Aws.AnswerPoll("token", TestWorker.Envelope());
        }

        // The next poll shows that the last job has ended.
        await Soon.Next(worker.Aws.ActivityPolls);

        worker.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(0, agent.Requests.Reader.Count);
    }

    [Fact]
    public async Task Protection_is_renewed_before_it_expires()
    {
        using var agent = new AgentDouble();
        await using var worker = await WorkerAsync(agent, "--TaskProtection:AfterSeconds=0", "--TaskProtection:ExpiresInMinutes=60");
        await worker.AdvanceToAsync(agent.Requests, TimeSpan.Zero);
        var protectedAt = worker.Time.GetUtcNow();

        var renewal = await worker.AdvanceToAsync(agent.Requests, TimeSpan.FromMinutes(60));

        Assert.Equal(Path + """ {"ProtectionEnabled":true,"ExpiresInMinutes":60}""", renewal);
        Assert.Equal(TimeSpan.FromMinutes(30), worker.Time.GetUtcNow() - protectedAt);
        _ends.SetResult(new Answer("done"));
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(400, """{"error":{"Arn":"a","Code":"ThrottlingException","Message":"Rate exceeded"},"requestID":"r"}""")]
    [InlineData(403, """{"error":{"Arn":"a","Code":"AccessDeniedException","Message":"no"},"requestID":"r"}""")]
    [InlineData(200, """{"failure":{"Arn":"a","Detail":"blocked","Reason":"DEPLOYMENT_BLOCKED"},"requestID":"r"}""")]
    [InlineData(200, "<html>")]
    public async Task A_failure_is_logged_once_and_tried_again_and_harms_no_job(int status, string body)
    {
        using var agent = new AgentDouble();
        agent.Answer = _ => Task.FromResult((status, body));
        await using var worker = await WorkerAsync(agent);
        await worker.AdvanceToAsync(agent.Requests, TimeSpan.FromSeconds(110));

        await worker.AdvanceToAsync(agent.Requests, TimeSpan.FromSeconds(10));
        await worker.AdvanceToAsync(agent.Requests, TimeSpan.FromSeconds(20));
        agent.Answer = request => Task.FromResult((200, AgentDouble.Accepted(request)));
        await worker.AdvanceToAsync(agent.Requests, TimeSpan.FromSeconds(40));
        await Soon.Within(worker.Log.ContainsAsync("ECS task protection works again"));

        Assert.Single(worker.Log.Lines, line => line.Contains("ECS task protection: Protect failed", StringComparison.Ordinal));
        _ends.SetResult(new Answer("done"));
        Assert.Equal("token-1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
    }

    [Fact]
    public async Task An_agent_that_does_not_answer_holds_up_neither_the_job_nor_the_stop()
    {
        using var agent = new AgentDouble();
        var hangs = new TaskCompletionSource<(int, string)>();
        agent.Answer = _ => hangs.Task;
        await using var worker = await WorkerAsync(agent, "--Activities:appraise-claim:Slots=1");
        try
        {
            await worker.AdvanceToAsync(agent.Requests, TimeSpan.FromSeconds(110));
            await worker.AdvanceToAsync(agent.Requests, TimeSpan.FromSeconds(20));
            Assert.Contains("no answer came within 10 s", worker.Log.Text, StringComparison.Ordinal);

            _ends.SetResult(new Answer("done"));
            Assert.Equal("token-1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
            worker.Aws.AnswerPoll(() => null);
            await Soon.Within(worker.StopAsync());
        }
        finally
        {
            hangs.SetResult((500, ""));
        }
    }

    [Fact]
    public async Task After_too_long_no_jobs_are_taken_until_ecs_had_a_chance_to_replace_the_task()
    {
        using var agent = new AgentDouble();
        await using var worker = await WorkerAsync(
            agent,
            "--TaskProtection:AfterSeconds=0",
            "--TaskProtection:MaxMinutes=4",
            "--Activities:appraise-claim:Slots=1"
        );
        Assert.Equal(Protect, await worker.AdvanceToAsync(agent.Requests, TimeSpan.Zero));
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromMinutes(4));
        await Soon.Within(worker.Log.ContainsAsync("has been protected for 4 min (TaskProtection:MaxMinutes): appraise-claim"));
        await Soon.Next(worker.Aws.ActivityPolls);

        _ends.SetResult(new Answer("done"));
        await Soon.Next(worker.Aws.Successes);
        Assert.Equal(Release, await worker.AdvanceToAsync(agent.Requests, TimeSpan.Zero));
        var releasedAt = worker.Time.GetUtcNow();
        Assert.Equal(0, worker.Aws.ActivityPolls.Reader.Count);
        Assert.Empty(worker.Health.NotReady());

        await worker.AdvanceToAsync(worker.Aws.ActivityPolls, TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromMinutes(1), worker.Time.GetUtcNow() - releasedAt);
    }

    [Fact]
    public async Task A_stop_is_not_held_up_while_no_jobs_are_taken()
    {
        using var agent = new AgentDouble();
        await using var worker = await WorkerAsync(
            agent,
            "--TaskProtection:AfterSeconds=0",
            "--TaskProtection:MaxMinutes=4",
            "--Activities:appraise-claim:Slots=1"
        );
        await worker.AdvanceToAsync(agent.Requests, TimeSpan.Zero);
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromMinutes(4));
        await Soon.Within(worker.Log.ContainsAsync("has been protected for 4 min"));
        _ends.SetResult(new Answer("done"));
        await Soon.Next(worker.Aws.Successes);
        await worker.AdvanceToAsync(agent.Requests, TimeSpan.Zero);

        await Soon.Within(worker.StopAsync());
    }

    [Theory]
    [InlineData("--TaskProtection:Enabled=false")]
    [InlineData("--ECS_AGENT_URI=")]
    public async Task Switched_off_or_off_ECS_there_is_no_protection(string setting)
    {
        using var agent = new AgentDouble();
        await using var worker = await WorkerAsync(agent, setting);

        worker.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, agent.Requests.Reader.Count);
        _ends.SetResult(new Answer("done"));
        await Soon.Next(worker.Aws.Successes);
    }

    /// <summary>A worker whose only job runs until the test ends it.</summary>
    private async Task<TestWorker> WorkerAsync(AgentDouble agent, params string[] args)
    {
        var worker = await TestWorker.ActivityAsync(
            builder => builder.Services.AddSingleton(new EcsTransport(agent)),
            (_, _, _) =>
            {
                _started.TrySetResult();
                return _ends.Task;
            },
            ["--ECS_AGENT_URI=" + AgentDouble.Uri, .. args]
        );
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Within(_started.Task);
        return worker;
    }
}
