using Microsoft.Extensions.DependencyInjection;
using Workers.Aws;
using Workers.Hosting.Results;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Results;

public sealed class ReportBreakerTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(110);
    private static readonly Exception Down = new AwsServiceException("ServiceUnavailable", "down", 503, AwsErrorKind.Transient);

    [Theory]
    [InlineData(AwsErrorKind.Transient)]
    [InlineData(AwsErrorKind.Throttled)]
    [InlineData(AwsErrorKind.Final)]
    public async Task No_poll_is_opened_while_results_do_not_get_through_and_the_worker_says_why(AwsErrorKind kind)
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        worker.Aws.OnSuccess = _ => throw new AwsServiceException("Broken", "down", 503, kind);
        await OpenAsync(worker);

        // The polls that were open are left alone; when they are answered, none follows.
        var polls = worker.Aws.PollTokens.Count;
        worker.Aws.AnswerPoll(() => null);
        worker.Aws.AnswerPoll(() => null);
        for (var i = 0; i < 3; i++)
        {
            await worker.AdvanceToAsync(worker.Aws.Successes, TimeSpan.FromSeconds(20));
        }

        Assert.Equal(polls, worker.Aws.PollTokens.Count);
        var reason = Assert.Single(worker.Health.NotReady());
        Assert.StartsWith("appraise-claim: no result got through to Step Functions for", reason, StringComparison.Ordinal);
        Assert.Contains("down", reason, StringComparison.Ordinal);
        Assert.Empty(worker.Health.NotLive());
        Assert.Single(worker.Log.Lines, line => line.StartsWith("Error: No result got through", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_result_that_gets_through_ends_the_pause()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        worker.Aws.OnSuccess = _ => throw Down;
        await OpenAsync(worker);
        worker.Aws.AnswerPoll(() => null);
        worker.Aws.AnswerPoll(() => null);
        await worker.AdvanceToAsync(worker.Aws.Successes, TimeSpan.FromSeconds(20));
        Drain(worker);

        worker.Aws.OnSuccess = _ => Task.CompletedTask;
        await worker.AdvanceToAsync(worker.Aws.ActivityPolls, TimeSpan.FromSeconds(20));

        Assert.Empty(worker.Health.NotReady());
        Assert.Contains("Results get through to Step Functions again", worker.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_no_report_left_one_job_is_taken_to_try_with()
    {
        await using var worker = await TestWorker.ActivityAsync(
            TestWorker.Answering(),
            "--Activities:appraise-claim:Slots=1",
            "--Activities:appraise-claim:HeartbeatSeconds=15"
        );
        worker.Aws.OnSuccess = _ => throw Down;
        worker.Aws.OnHeartbeat = _ => throw Down;
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.ActivityPolls);
        await Soon.Next(worker.Aws.Successes);

        // The lease is lost, and with it the only report.
        var next = await worker.AdvanceToAsync(worker.Aws.ActivityPolls, TimeSpan.FromSeconds(30));
        Assert.NotNull(next);
        Assert.Contains("is given up", worker.Log.Text, StringComparison.Ordinal);

        worker.Aws.OnSuccess = _ => Task.CompletedTask;
        worker.Aws.AnswerPoll("token-2", TestWorker.Envelope());
        await Soon.Next(worker.Aws.ActivityPolls);
        Assert.Empty(worker.Health.NotReady());
    }

    [Fact]
    public async Task A_worker_that_tries_with_the_next_job_is_ready_although_none_comes_until_that_one_fails()
    {
        await using var worker = await TestWorker.ActivityAsync(
            TestWorker.Answering(),
            "--Activities:appraise-claim:Slots=1",
            "--Activities:appraise-claim:HeartbeatSeconds=15"
        );
        worker.Aws.OnSuccess = _ => throw Down;
        worker.Aws.OnHeartbeat = _ => throw Down;
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.ActivityPolls);
        await Soon.Next(worker.Aws.Successes);
        var givenUp = worker.Log.ContainsAsync("is given up");
        while (!givenUp.IsCompleted)
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(20), givenUp);
        }

        Assert.NotEmpty(worker.Health.NotReady());
        await worker.AdvanceToAsync(worker.Aws.ActivityPolls, TimeSpan.FromSeconds(30));
        Assert.Empty(worker.Health.NotReady());

        worker.Log.Lines.Clear();
        worker.Aws.AnswerPoll("token-2", TestWorker.Envelope());
        await worker.Log.ContainsAsync("attempt 1 to report job");
        Assert.StartsWith("appraise-claim: no result got through", Assert.Single(worker.Health.NotReady()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_whose_rest_is_less_than_a_millisecond_is_waited_for_and_does_not_spin()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        var breaker = worker.Services.GetRequiredService<ReportBreaker>();
        var slots = 1;
        worker.Time.Advance(TimeSpan.FromSeconds(60));
        breaker[ReportTarget.StepFunctions].Failed("letters", isFirst: true, TimeSpan.Zero, "down");
        breaker[ReportTarget.StepFunctions].GivenUp();

        worker.Time.Advance(TimeSpan.FromSeconds(29.9995));
        var held = breaker.Hold("letters", ref slots);
        Assert.False(Assert.IsAssignableFrom<Task>(held).IsCompleted);

        worker.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => Soon.Within(held!));
        Assert.Null(breaker.Hold("letters", ref slots));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_the_pause_to_end()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        worker.Aws.OnSuccess = _ => throw Down;
        await OpenAsync(worker);
        worker.Aws.AnswerPoll(() => null);
        worker.Aws.AnswerPoll(() => null);
        var began = worker.Time.GetUtcNow();

        var stop = worker.StopAsync();
        while (!stop.IsCompleted && worker.Time.GetUtcNow() - began < Budget)
        {
            await worker.Time.AdvanceToNextAsync(began + Budget - worker.Time.GetUtcNow(), stop);
        }

        // The report is tried for as long as there is time, and no longer.
        await Soon.Within(stop);
        Assert.InRange(worker.Time.GetUtcNow() - began, Budget - TimeSpan.FromSeconds(20), Budget);
    }

    [Fact]
    public async Task Sources_that_report_elsewhere_go_on()
    {
        await using var worker = await TestWorker.ActivityAsync(
            builder =>
                builder.AddQueue<TestHandler, Claim, Answer>(
                    "write-letter",
                    TestJson.Default.Claim,
                    TestJson.Default.Answer,
                    options => options.QueueName = "letters"
                ),
            TestWorker.Answering()
        );
        worker.Aws.OnSuccess = _ => throw Down;
        await OpenAsync(worker);

        // Messages without a task token are only deleted.
        for (var i = 0; i < 3; i++)
        {
            worker.Aws.AnswerReceive(AwsDouble.Message("m" + i, TestWorker.Envelope()));
            await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromSeconds(1));
        }

        Assert.StartsWith("appraise-claim:", Assert.Single(worker.Health.NotReady()), StringComparison.Ordinal);
    }

    /// <summary>Brings a job whose report fails for so long that the polls are paused.</summary>
    private static async Task OpenAsync(TestWorker worker)
    {
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        while (!worker.Log.Text.Contains("No result got through", StringComparison.Ordinal))
        {
            await worker.AdvanceToAsync(worker.Aws.Successes, TimeSpan.FromSeconds(20));
        }

        Drain(worker);
    }

    private static void Drain(TestWorker worker)
    {
        while (worker.Aws.ActivityPolls.Reader.TryRead(out _)) { }
    }
}
