using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aws;
using Workers.Hosting.Idempotency;
using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Idempotency;

/// <summary>What a worker does with a job that comes again.</summary>
public sealed partial class IdempotencyTests
{
    private const string Bare = """{"id":"c1","delayMinutes":75}""";

    private readonly ManualTime _storeTime = new();
    private readonly MemoryRecordStore _records;
    private readonly Channel<JobContext> _runs = Channel.CreateUnbounded<JobContext>();
    private readonly FaultyRecordStore _store;

    public IdempotencyTests()
    {
        _records = new MemoryRecordStore(_storeTime);
        _store = new FaultyRecordStore(_records);
    }

    [Fact]
    public async Task A_job_that_succeeded_is_answered_with_its_stored_result_and_not_run_again()
    {
        await using var worker = await ActivityAsync(Answering());

        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        var first = await Soon.Next(worker.Aws.Successes);
        worker.Aws.AnswerPoll("t2", TestWorker.Envelope(attempt: 1));
        var second = await Soon.Next(worker.Aws.Successes);

        Assert.Equal(("t1", "t2"), (first.TaskToken, second.TaskToken));
        Assert.Equal(first.Output.ToArray(), second.Output.ToArray());
        Assert.Equal("""{"text":"run 1"}""", Encoding.UTF8.GetString(second.Output.Span));
        Assert.Equal(1, _runs.Reader.Count);
        Assert.Contains("was done before", worker.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("t1", string.Concat((await RecordsAsync()).Select(Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_as_deep_as_a_handler_may_return_can_be_read_again()
    {
        var output = Encoding.UTF8.GetBytes(new string('[', 64) + new string(']', 64));
        var record = new IdempotencyRecord(IdempotencyState.Succeeded, "owner", "hash", default) { Output = output };

        Assert.Equal(output, IdempotencyRecord.Read(record.Write()).Output.ToArray());
    }

    [Fact]
    public async Task A_source_that_did_not_ask_for_it_runs_each_attempt()
    {
        await using var worker = await TestWorker.ActivityAsync(AddIdempotency, Answering());

        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);
        worker.Aws.AnswerPoll("t2", TestWorker.Envelope(attempt: 1));
        await Soon.Next(worker.Aws.Successes);

        Assert.Equal(2, _runs.Reader.Count);
        Assert.Empty(await RecordsAsync());
    }

    [Fact]
    public async Task A_failure_is_not_stored_so_that_a_retry_tries_again()
    {
        await using var worker = await ActivityAsync(
            (_, context, _) => throw new JobFailedException("Claim.Locked", $"attempt {context.Attempt}")
        );

        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        Assert.Equal("attempt 0", (await Soon.Next(worker.Aws.Failures)).Cause);
        worker.Aws.AnswerPoll("t2", TestWorker.Envelope(attempt: 1));
        Assert.Equal("attempt 1", (await Soon.Next(worker.Aws.Failures)).Cause);

        Assert.Empty(await RecordsAsync());
    }

    [Fact]
    public async Task A_bare_message_that_comes_again_is_deleted_without_a_run()
    {
        await using var first = await QueueAsync(Answering());
        first.Aws.AnswerReceive(AwsDouble.Message("m1", Bare));
        await first.AdvanceToAsync(first.Aws.Deletes, TimeSpan.FromSeconds(1));

        await using var second = await QueueAsync(Answering());
        second.Aws.AnswerReceive(AwsDouble.Message("m1", Bare, receiveCount: 2));
        await second.AdvanceToAsync(second.Aws.Deletes, TimeSpan.FromSeconds(1));

        Assert.Equal(1, _runs.Reader.Count);
    }

    [Fact]
    public async Task A_job_whose_record_was_taken_over_is_cancelled_and_not_reported()
    {
        await using var worker = await ActivityAsync(
            async (_, context, cancellationToken) =>
            {
                _runs.Writer.TryWrite(context);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                return new Answer("never");
            }
        );
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        var context = await Soon.Next(_runs);

        // As after a pause of the machine that was longer than the record lasts.
        var record = Assert.Single(await RecordsAsync());
        Assert.True(await _records.TryDeleteAsync(record.Key, record.Version, TestContext.Current.CancellationToken));
        var taken = Encoding.UTF8.GetBytes(Text(record).Replace(Environment.MachineName, "another-machine", StringComparison.Ordinal));
        await _records.TryPutAsync(record.Key, taken, 0, null, TestContext.Current.CancellationToken);
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(30));

        await worker.Log.ContainsAsync("was cancelled (Superseded)");
        Assert.Equal(JobCancelReason.Superseded, context.CancelReason);
        await worker.StopAnsweredAsync();
        Assert.Equal((0, 0), (worker.Aws.Successes.Reader.Count, worker.Aws.Failures.Reader.Count));
        Assert.Equal(taken, (await RecordsAsync())[0].Value.ToArray());
    }

    [Fact]
    public async Task A_job_that_succeeded_after_its_record_was_taken_over_is_not_reported_and_leaves_its_message_to_the_other()
    {
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await QueueAsync(Running(_ => ends.Task));
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await Soon.Next(_runs);
        var record = Assert.Single(await RecordsAsync());
        var taken = Encoding.UTF8.GetBytes(Text(record).Replace(Environment.MachineName, "another-machine", StringComparison.Ordinal));
        await _records.TryPutAsync(record.Key, taken, record.Version, null, TestContext.Current.CancellationToken);

        ends.SetResult(new Answer("late"));

        await worker.Log.ContainsAsync("is cancelled and will not be reported (Superseded)");
        await worker.StopAnsweredAsync();
        Assert.Equal((0, 0), (worker.Aws.Successes.Reader.Count, worker.Aws.Failures.Reader.Count));
        Assert.Equal((0, 0), (worker.Aws.Returns.Reader.Count, worker.Aws.Deletes.Reader.Count));
    }

    [Fact]
    public async Task A_success_that_came_after_its_task_had_timed_out_is_stored_for_the_retry()
    {
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await ActivityAsync(Running(_ => ends.Task));
        worker.Aws.OnHeartbeat = _ => throw new TaskTimedOutException("Task Timed Out");
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope(heartbeatSeconds: 20));
        await Soon.Next(_runs);
        await worker.AdvanceToAsync(worker.Aws.Heartbeats, TimeSpan.FromSeconds(20));
        await worker.Log.ContainsAsync("will not be reported (TaskLost)");

        ends.SetResult(new Answer("late"));
        worker.Aws.AnswerPoll("t2", TestWorker.Envelope(attempt: 1));

        var second = await worker.AdvanceToAsync(worker.Aws.Successes, TimeSpan.FromSeconds(10));
        Assert.Equal(("t2", """{"text":"late"}"""), (second.TaskToken, Encoding.UTF8.GetString(second.Output.Span)));
        Assert.Equal(0, _runs.Reader.Count);
    }

    [Fact]
    public async Task While_the_store_is_down_no_job_is_started_and_none_is_failed()
    {
        var isDown = true;
        _store.Before = (_, _) => isDown ? FaultyRecordStore.Broken() : Task.CompletedTask;
        await using var worker = await QueueAsync(Answering(), "--Queues:write-letter:VisibilityTimeoutSeconds=3600");

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await worker.Log.ContainsAsync("the record store cannot be asked");
        await worker.AdvanceToAsync(worker.Aws.Extensions, TimeSpan.FromMinutes(30));
        await worker.AdvanceToAsync(worker.Aws.Extensions, TimeSpan.FromMinutes(30));

        Assert.Equal((0, 0, 0), (_runs.Reader.Count, worker.Aws.Failures.Reader.Count, worker.Aws.Returns.Reader.Count));
        isDown = false;
        await worker.AdvanceToAsync(worker.Aws.Successes, TimeSpan.FromSeconds(30));
        Assert.Equal(1, _runs.Reader.Count);
    }

    [Fact]
    public async Task A_result_that_cannot_be_stored_is_reported_nonetheless()
    {
        _store.Before = (_, value) =>
            value.Contains("Succeeded", StringComparison.Ordinal) ? FaultyRecordStore.Broken() : Task.CompletedTask;
        await using var worker = await ActivityAsync(Answering());

        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());

        await worker.AdvanceToAsync(worker.Aws.Successes, TimeSpan.FromSeconds(10));
        Assert.Contains("is reported without", worker.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_cannot_be_renewed_does_not_end_the_job()
    {
        var ends = new TaskCompletionSource<Answer>();
        var puts = 0;
        _store.Before = (call, _) => call == "put" && ++puts is > 1 and < 4 ? FaultyRecordStore.Broken() : Task.CompletedTask;
        await using var worker = await ActivityAsync(Running(_ => ends.Task));
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        await Soon.Next(_runs);

        while (puts < 4)
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(30));
        }

        Assert.Contains("could not be renewed", worker.Log.Text, StringComparison.Ordinal);
        ends.SetResult(new Answer("paid"));
        Assert.Equal("t1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
    }

    [Fact]
    public async Task Another_input_under_the_same_key_is_failed_by_name_instead_of_answered_with_the_wrong_result()
    {
        await using var worker = await ActivityAsync(Answering());
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);

        worker.Aws.AnswerPoll("t2", TestWorker.Envelope(input: """{"id":"c2","delayMinutes":75}"""));

        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal(WorkerErrors.IdempotencyConflict, failure.Error);
        Assert.Contains("mapPath", failure.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Bare, "job.execution and job.state")]
    [InlineData("""{"job":{"execution":"e1","state":"Appraise"},"input":{"id":"c1","delayMinutes":75}}""", "job.entered")]
    public async Task A_job_that_nothing_names_well_enough_is_failed_by_name(string input, string missing)
    {
        await using var worker = await ActivityAsync(Answering());

        worker.Aws.AnswerPoll("t1", input);

        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal(WorkerErrors.InvalidInput, failure.Error);
        Assert.Contains(missing, failure.Cause, StringComparison.Ordinal);
        Assert.Equal(0, _runs.Reader.Count);
    }

    [Fact]
    public async Task A_task_that_was_handed_over_is_not_handed_over_twice_but_the_next_attempts_is()
    {
        Work handOver = (_, context, _) =>
        {
            _runs.Writer.TryWrite(context);
            context.TakeOver();
            return Task.FromResult(new Answer(""));
        };
        await using var first = await QueueAsync(handOver);
        first.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await first.AdvanceToAsync(first.Aws.Deletes, TimeSpan.FromSeconds(1));
        Assert.Equal(1, _runs.Reader.Count);

        // Delivered again, to another worker: the delete was lost.
        await using var second = await QueueAsync(handOver);
        second.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1"), receiveCount: 2));
        await second.AdvanceToAsync(second.Aws.Deletes, TimeSpan.FromSeconds(1));
        Assert.Equal(1, _runs.Reader.Count);

        // A retry has a token of its own.
        second.Aws.AnswerReceive(AwsDouble.Message("m2", TestWorker.Envelope("t2", attempt: 1)));
        await second.AdvanceToAsync(second.Aws.Deletes, TimeSpan.FromSeconds(1));
        Assert.Equal(2, _runs.Reader.Count);
    }

    private static async Task DeliverSecondAsync(TestWorker worker)
    {
        worker.Aws.AnswerReceive(AwsDouble.Message("m2", TestWorker.Envelope("t2", attempt: 1)));
        await worker.Log.ContainsAsync("job m2 waits in its slot");
    }

    private Task<TestWorker> ActivityAsync(Work work) =>
        TestWorker.ActivityAsync(AddIdempotency, work, "--Activities:appraise-claim:Idempotency=true");

    private Task<TestWorker> QueueAsync(Work work, params string[] args) =>
        TestWorker.QueueAsync(AddIdempotency, work, ["--Queues:write-letter:Idempotency=true", .. args]);

    private void AddIdempotency(WorkerHostBuilder builder)
    {
        builder.AddIdempotency();
        builder.Services.AddSingleton<IRecordStore>(_store);
    }

    private Work Answering()
    {
        var runs = 0;
        return Running(_ => Done($"run {Interlocked.Increment(ref runs)}"));
    }

    private Work Running(Func<JobContext, Task<Answer>> run) =>
        (_, context, _) =>
        {
            _runs.Writer.TryWrite(context);
            return run(context);
        };

    private static Task<Answer> Done(string text) => Task.FromResult(new Answer(text));

    private static string Text(StoredRecord record) => Encoding.UTF8.GetString(record.Value.Span);

    private async Task<List<StoredRecord>> RecordsAsync()
    {
        var records = new List<StoredRecord>();
        await foreach (var record in _records.ListAsync("idempotency", cancellationToken: TestContext.Current.CancellationToken))
        {
            records.Add(record);
        }

        return records;
    }
}
