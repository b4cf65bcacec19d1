using Microsoft.Extensions.DependencyInjection;
using Workers.Aws;
using Workers.Hosting.Payloads;
using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Payloads;

/// <summary>What becomes of jobs while the payload store does not answer.</summary>
public sealed class PayloadOutageTests
{
    private static readonly string Large = new('x', 250_000);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    private readonly MemoryPayloadStore _store = new();
    private int _runs;

    public PayloadOutageTests()
    {
        _store.OnCall = Broken;
    }

    [Fact]
    public async Task A_large_output_waits_for_the_store_and_is_not_made_again()
    {
        await using var worker = await ActivityAsync(
            builder => builder.AddIdempotency().Services.AddSingleton<IRecordStore>(new MemoryRecordStore(new ManualTime())),
            "--Activities:appraise-claim:Idempotency=true"
        );
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        await LastAsync(worker, TimeSpan.FromMinutes(5));

        _store.OnCall = () => { };
        var output = (await worker.AdvanceToAsync(worker.Aws.Successes, Step)).Output;

        Assert.Single(PayloadReference.FindAll(output.Span));
        Assert.Equal((1, 0), (_runs, worker.Aws.Failures.Reader.Count));
        Assert.NotEqual(0, worker.Aws.Heartbeats.Reader.Count);
    }

    [Fact]
    public async Task Jobs_with_payloads_are_not_taken_meanwhile_and_the_worker_says_why()
    {
        await using var worker = await ActivityAsync(_ => { });
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        await LastAsync(worker, TimeSpan.FromSeconds(60));

        var polls = worker.Aws.PollTokens.Count;
        worker.Aws.AnswerPoll(() => null);
        worker.Aws.AnswerPoll(() => null);
        await LastAsync(worker, TimeSpan.FromSeconds(60));

        Assert.Equal(polls, worker.Aws.PollTokens.Count);
        Assert.StartsWith(
            "appraise-claim: the payload store (MemoryPayloadStore) could not be asked for",
            Assert.Single(worker.Health.NotReady()),
            StringComparison.Ordinal
        );

        while (worker.Aws.ActivityPolls.Reader.TryRead(out _)) { }

        _store.OnCall = () => { };
        await worker.AdvanceToAsync(worker.Aws.Successes, Step);
        await worker.AdvanceToAsync(worker.Aws.ActivityPolls, Step);
        Assert.Empty(worker.Health.NotReady());
    }

    [Fact]
    public async Task An_input_waits_for_the_store_before_the_handler_begins()
    {
        await using var worker = await ActivityAsync(_ => { });
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope(input: _store.Put("""{"id":"c1","delayMinutes":75}""")));
        await LastAsync(worker, TimeSpan.FromMinutes(2));
        Assert.Equal(0, _runs);

        _store.OnCall = () => { };
        await worker.AdvanceToAsync(worker.Aws.Successes, Step);

        Assert.Equal((1, 0), (_runs, worker.Aws.Failures.Reader.Count));
    }

    [Fact]
    public async Task A_job_that_waits_to_begin_is_given_back_when_the_stop_comes()
    {
        await using var worker = await ActivityAsync(_ => { });
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope(input: _store.Put("""{"id":"c1","delayMinutes":75}""")));
        await LastAsync(worker, TimeSpan.FromSeconds(20));

        var stop = worker.StopAsync();
        var failure = await Soon.Next(worker.Aws.Failures);

        Assert.Equal((WorkerErrors.Shutdown, 0), (failure.Error, _runs));
        for (var i = 0; i < 20 && !stop.IsCompleted; i++)
        {
            worker.Aws.AnswerPoll(() => null);
            worker.Time.Advance(TimeSpan.FromSeconds(10));
        }

        await Soon.Within(stop);
    }

    [Fact]
    public async Task A_lost_lease_ends_the_waiting()
    {
        await using var worker = await ActivityAsync(_ => { }, "--Activities:appraise-claim:Slots=1");
        worker.Aws.OnHeartbeat = _ => throw new TaskTimedOutException("Task Timed Out");
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        await worker.Log.ContainsAsync("could not be written");
        while (worker.Aws.ActivityPolls.Reader.TryRead(out _)) { }

        await worker.AdvanceToAsync(worker.Aws.ActivityPolls, TimeSpan.FromMinutes(2));

        Assert.Equal((0, 0), (worker.Aws.Successes.Reader.Count, worker.Aws.Failures.Reader.Count));
    }

    [Fact]
    public async Task A_store_that_refuses_has_three_minutes_to_be_mended_and_then_fails_the_job_by_name()
    {
        _store.OnCall = () => throw new UnauthorizedAccessException("The folder is read-only.");
        await using var worker = await ActivityAsync(_ => { });
        var started = worker.Time.GetUtcNow();

        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        var failure = await worker.AdvanceToAsync(worker.Aws.Failures, Step);

        Assert.Equal(WorkerErrors.PayloadUnavailable, failure.Error);
        Assert.Contains("The folder is read-only.", failure.Cause, StringComparison.Ordinal);
        Assert.InRange(worker.Time.GetUtcNow() - started, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(4));
    }

    private static void Broken() => throw new IOException("The connection was reset.");

    private static async Task LastAsync(TestWorker worker, TimeSpan span)
    {
        await worker.Log.ContainsAsync("a payload of job");
        var end = worker.Time.GetUtcNow() + span;
        while (worker.Time.GetUtcNow() < end)
        {
            await worker.Time.AdvanceToNextAsync(Step);
        }
    }

    private Task<TestWorker> ActivityAsync(Action<WorkerHostBuilder> configure, params string[] args) =>
        TestWorker.ActivityAsync(
            builder =>
            {
                builder.AddPayloads().Services.AddSingleton<IPayloadStore>(_store);
                configure(builder);
            },
            (_, _, _) =>
            {
                Interlocked.Increment(ref _runs);
                return Task.FromResult(new Answer(Large));
            },
            ["--Activities:appraise-claim:HeartbeatSeconds=120", .. args]
        );
}
