using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aws;
using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Idempotency;

/// <summary>What a worker says and does while its record store cannot be asked.</summary>
public sealed class ClaimBreakerTests
{
    private readonly MemoryRecordStore _records = new(new ManualTime());
    private readonly FaultyRecordStore _store;
    private bool _isDown = true;

    public ClaimBreakerTests()
    {
        _store = new FaultyRecordStore(_records) { Before = (_, _) => _isDown ? FaultyRecordStore.Broken() : Task.CompletedTask };
    }

    [Fact]
    public async Task While_jobs_cannot_be_begun_the_worker_is_not_ready_names_the_store_and_polls_no_more()
    {
        await using var worker = await ActivityAsync();
        await OpenAsync(worker);

        // The polls that were open are left alone; when they are answered, none follows.
        var polls = worker.Aws.PollTokens.Count;
        worker.Aws.AnswerPoll(() => null);
        worker.Aws.AnswerPoll(() => null);
        for (var i = 0; i < 10; i++)
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(polls, worker.Aws.PollTokens.Count);
        var reason = Assert.Single(worker.Health.NotReady());
        Assert.StartsWith("appraise-claim: the record store (FaultyRecordStore) could not be asked for", reason, StringComparison.Ordinal);
        Assert.Contains("The connection was reset", reason, StringComparison.Ordinal);
        Assert.Empty(worker.Health.NotLive());
        Assert.Equal((0, 0), (worker.Aws.Successes.Reader.Count, worker.Aws.Failures.Reader.Count));
        Assert.Single(worker.Log.Lines, line => line.Contains("idempotent sources take no new jobs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_answer_of_the_store_makes_it_ready_again_and_the_job_that_waited_is_run()
    {
        await using var worker = await ActivityAsync();
        await OpenAsync(worker);
        worker.Aws.AnswerPoll(() => null);
        worker.Aws.AnswerPoll(() => null);
        while (worker.Aws.ActivityPolls.Reader.TryRead(out _)) { }

        _isDown = false;
        var done = await worker.AdvanceToAsync(worker.Aws.Successes, TimeSpan.FromSeconds(30));

        Assert.Equal("t1", done.TaskToken);
        Assert.Empty(worker.Health.NotReady());
        await worker.AdvanceToAsync(worker.Aws.ActivityPolls, TimeSpan.FromSeconds(30));
        Assert.Contains("answers again, after", worker.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_in_passing_leaves_the_worker_ready()
    {
        await using var worker = await ActivityAsync();
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        await worker.Log.ContainsAsync("the record store cannot be asked");

        Assert.Empty(worker.Health.NotReady());
        _isDown = false;
        await worker.AdvanceToAsync(worker.Aws.Successes, TimeSpan.FromSeconds(5));
        Assert.Empty(worker.Health.NotReady());
    }

    [Fact]
    public async Task When_the_only_job_that_waited_is_lost_another_one_is_taken_to_ask_with()
    {
        await using var worker = await ActivityAsync(
            "--Activities:appraise-claim:HeartbeatSeconds=60",
            "--Activities:appraise-claim:Slots=1"
        );
        worker.Aws.OnHeartbeat = _ => throw new TaskTimedOutException("Task Timed Out");
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        await worker.Log.ContainsAsync("the record store cannot be asked");
        while (worker.Aws.ActivityPolls.Reader.TryRead(out _)) { }

        await worker.AdvanceToAsync(worker.Aws.ActivityPolls, TimeSpan.FromSeconds(60));
        Assert.Contains("is cancelled and will not be reported (TaskLost)", worker.Log.Text, StringComparison.Ordinal);

        _isDown = false;
        worker.Aws.AnswerPoll("t2", TestWorker.Envelope(attempt: 1));
        Assert.Equal("t2", (await Soon.Next(worker.Aws.Successes)).TaskToken);
        Assert.Empty(worker.Health.NotReady());
    }

    [Fact]
    public async Task Sources_that_do_not_need_the_store_go_on()
    {
        await using var worker = await ActivityAsync(builder =>
            builder.AddQueue<TestHandler, Claim, Answer>(
                "write-letter",
                TestJson.Default.Claim,
                TestJson.Default.Answer,
                options => options.QueueName = "letters"
            )
        );
        await OpenAsync(worker);

        for (var i = 0; i < 3; i++)
        {
            worker.Aws.AnswerReceive(AwsDouble.Message("m" + i, TestWorker.Input));
            await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromSeconds(1));
        }

        Assert.StartsWith("appraise-claim:", Assert.Single(worker.Health.NotReady()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_cannot_be_stored_before_the_worker_has_to_end_is_reported_without()
    {
        _isDown = false;
        var ends = new TaskCompletionSource<Answer>();
        var started = new TaskCompletionSource();
        await using var worker = await ActivityAsync(
            _ => { },
            (_, _, _) =>
            {
                started.SetResult();
                return ends.Task;
            },
            "--Shutdown:BudgetSeconds=40"
        );
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        await Soon.Within(started.Task);

        _isDown = true;
        var stop = worker.StopAsync();
        ends.SetResult(new Answer("done"));
        await worker.Log.ContainsAsync("attempt 1 to store the result");
        worker.Aws.AnswerPoll(() => null);
        var done = await worker.AdvanceToAsync(worker.Aws.Successes, TimeSpan.FromSeconds(40));

        Assert.Equal("t1", done.TaskToken);
        Assert.Equal(0, worker.Aws.Failures.Reader.Count);
        for (var i = 0; i < 60 && !stop.IsCompleted; i++)
        {
            worker.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await Soon.Within(stop);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_holds_up_its_own_job_only()
    {
        _isDown = false;
        await using var worker = await ActivityAsync();
        worker.Aws.AnswerPoll("t0", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);
        var spoilt = await RecordAsync();
        await _records.TryPutAsync(
            spoilt.Key,
            Encoding.UTF8.GetBytes("no record"),
            spoilt.Version,
            cancellationToken: TestContext.Current.CancellationToken
        );

        worker.Aws.AnswerPoll("t1", TestWorker.Envelope(attempt: 1));
        await worker.Log.ContainsAsync("An idempotency record cannot be read");
        for (var i = 0; i < 20; i++)
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(30));
        }

        Assert.DoesNotContain(worker.Health.NotReady(), reason => reason.Contains("record store", StringComparison.Ordinal));
        worker.Aws.AnswerPoll("t2", TestWorker.Envelope().Replace("execution:claims:e1", "execution:claims:e2", StringComparison.Ordinal));
        Assert.Equal("t2", (await Soon.Next(worker.Aws.Successes)).TaskToken);
    }

    private static async Task OpenAsync(TestWorker worker)
    {
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        await worker.Log.ContainsAsync("the record store cannot be asked");
        while (worker.Health.NotReady().Count == 0)
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(30));
        }
    }

    private Task<TestWorker> ActivityAsync(params string[] args) => ActivityAsync(_ => { }, args);

    private Task<TestWorker> ActivityAsync(Action<WorkerHostBuilder> configure, params string[] args) =>
        ActivityAsync(configure, TestWorker.Answering(), args);

    private Task<TestWorker> ActivityAsync(Action<WorkerHostBuilder> configure, Work work, params string[] args) =>
        TestWorker.ActivityAsync(
            builder =>
            {
                builder.AddIdempotency();
                builder.Services.AddSingleton<IRecordStore>(_store);
                configure(builder);
            },
            work,
            ["--Activities:appraise-claim:Idempotency=true", .. args]
        );

    private async Task<StoredRecord> RecordAsync()
    {
        await foreach (var record in _records.ListAsync("idempotency", cancellationToken: TestContext.Current.CancellationToken))
        {
            return record;
        }

        throw new InvalidOperationException("No record was written.");
    }
}
