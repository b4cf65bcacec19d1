using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Hosting.Telemetry;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Slots;

/// <summary>What a worker's slots are used for while results are on their way, and while receives are.</summary>
public sealed class SlotUseTests
{
    private static readonly TimeSpan OneRoundTrip = TimeSpan.FromMilliseconds(10);

    private readonly Channel<TaskCompletionSource<Answer>> _runs = Channel.CreateUnbounded<TaskCompletionSource<Answer>>();
    private int _running;
    private int _most;

    [Fact]
    public async Task The_next_job_has_the_slot_while_the_last_ones_result_is_on_its_way_but_no_third()
    {
        var accepted = new TaskCompletionSource();
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering(), "--Activities:appraise-claim:Slots=1");
        worker.Aws.OnSuccess = _ => accepted.Task;
        for (var i = 1; i <= 3; i++)
        {
            worker.Aws.AnswerPoll($"token-{i}", TestWorker.Envelope());
        }

        Assert.Equal("token-1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
        Assert.Equal("token-2", (await Soon.Next(worker.Aws.Successes)).TaskToken);
        Assert.Equal(2, worker.Aws.ActivityPolls.Reader.Count);

        accepted.SetResult();
        Assert.Equal("token-3", (await Soon.Next(worker.Aws.Successes)).TaskToken);
    }

    [Fact]
    public async Task A_result_that_has_to_be_sent_again_has_its_slot_back()
    {
        var refusal = new TaskCompletionSource();
        var pollsAtSecondAttempt = -1;
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering(), "--Activities:appraise-claim:Slots=1");
        worker.Aws.OnSuccess = request => request.TaskToken == "token-1" ? refusal.Task : Task.CompletedTask;
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);
        await Soon.Next(worker.Aws.ActivityPolls);
        await Soon.Next(worker.Aws.ActivityPolls);

        refusal.SetException(new AwsServiceException("ServiceUnavailable", "later", 503, AwsErrorKind.Transient));
        await worker.Log.ContainsAsync("another one follows");
        worker.Aws.OnSuccess = request =>
        {
            pollsAtSecondAttempt = request.TaskToken == "token-1" ? worker.Aws.ActivityPolls.Reader.Count : pollsAtSecondAttempt;
            return Task.CompletedTask;
        };
        worker.Aws.AnswerPoll("token-2", TestWorker.Envelope());
        Assert.Equal("token-2", (await Soon.Next(worker.Aws.Successes)).TaskToken);

        Assert.Equal("token-1", (await worker.AdvanceToAsync(worker.Aws.Successes, TimeSpan.FromSeconds(30))).TaskToken);
        await Soon.Next(worker.Aws.ActivityPolls);
        Assert.Equal(0, pollsAtSecondAttempt);
    }

    [Fact]
    public async Task Under_load_a_receive_goes_out_for_the_slots_that_short_jobs_are_about_to_leave()
    {
        await using var worker = await ShortJobsAsync();

        var ahead = await Soon.Next(worker.Aws.Receives);
        Assert.Equal(10, ahead.MaxNumberOfMessages);
        worker.Aws.AnswerReceive(Messages(20));

        // Ten run, ten wait for them; one that ends lets one begin.
        var running = await NextRunsAsync(10);

        running[0].SetResult(new Answer("sent"));
        running.Add((await NextRunsAsync(1))[0]);
        running.ForEach(run => run.TrySetResult(new Answer("sent")));
        (await NextRunsAsync(9)).ForEach(run => run.SetResult(new Answer("sent")));
        Assert.Equal(10, _most);
    }

    [Fact]
    public async Task Messages_whose_slots_do_not_come_free_are_returned_and_none_are_received_ahead_until_a_job_ends()
    {
        await using var worker = await ShortJobsAsync();
        await Soon.Next(worker.Aws.Receives);
        var running = await NextRunsAsync(10);
        worker.Aws.AnswerReceive(Messages(20));

        var returned = new List<string>();
        while (returned.Count < 10)
        {
            returned.Add((await worker.AdvanceToAsync(worker.Aws.Returns, TimeSpan.FromSeconds(1))).ReceiptHandle);
        }

        Assert.Equal(Messages(20).Select(message => message.ReceiptHandle).Order(), returned.Order());
        Assert.Equal(0, _runs.Reader.Count);
        Assert.Equal(0, worker.Aws.Receives.Reader.Count);

        running[0].SetResult(new Answer("sent"));
        Assert.Equal(1, (await worker.AdvanceToAsync(worker.Aws.Receives, TimeSpan.FromSeconds(1))).MaxNumberOfMessages);
        running.ForEach(run => run.TrySetResult(new Answer("sent")));
    }

    [Fact]
    public async Task A_job_that_waited_for_its_turn_in_a_process_that_was_stopped_is_not_run()
    {
        await using var worker = await ShortJobsAsync();
        await Soon.Next(worker.Aws.Receives);
        var running = await NextRunsAsync(10);
        worker.Aws.AnswerReceive(Messages(20));
        var source = worker.Services.GetRequiredService<WorkerTelemetry>().Sources().Single();
        await Soon.UntilAsync(() => source.HeldLeases == 20);

        // Longer than the messages are hidden.
        worker.Time.Sleep(TimeSpan.FromSeconds(40));
        running.ForEach(run => run.SetResult(new Answer("sent")));
        await worker.Log.ContainsAsync("MessageLost");

        await worker.StopAnsweredAsync();
        Assert.Equal(0, _runs.Reader.Count);
    }

    // Two receives of ten, each answered after a round trip, and jobs that take as long: the second ten run.
    private async Task<TestWorker> ShortJobsAsync()
    {
        var worker = await TestWorker.QueueAsync(
            async (_, _, _) =>
            {
                var running = Interlocked.Increment(ref _running);
                _most = Math.Max(_most, running);
                var ends = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
                _runs.Writer.TryWrite(ends);
                var answer = await ends.Task;
                Interlocked.Decrement(ref _running);
                return answer;
            },
            "--Queues:write-letter:Slots=10"
        );
        await AnswerAfterRoundTripAsync(worker, 0);
        var first = await NextRunsAsync(10);
        worker.Time.Advance(OneRoundTrip);
        first.ForEach(run => run.SetResult(new Answer("sent")));
        for (var i = 0; i < first.Count; i++)
        {
            await Soon.Next(worker.Aws.Successes);
        }

        await AnswerAfterRoundTripAsync(worker, 10);
        return worker;
    }

    private static async Task AnswerAfterRoundTripAsync(TestWorker worker, int first)
    {
        Assert.Equal(10, (await Soon.Next(worker.Aws.Receives)).MaxNumberOfMessages);
        worker.Time.Advance(OneRoundTrip);
        worker.Aws.AnswerReceive(Messages(first));
    }

    private static SqsMessage[] Messages(int first) =>
        [.. Enumerable.Range(first, 10).Select(i => AwsDouble.Message($"m{i}", TestWorker.Envelope($"t{i}")))];

    private async Task<List<TaskCompletionSource<Answer>>> NextRunsAsync(int count)
    {
        var runs = new List<TaskCompletionSource<Answer>>();
        while (runs.Count < count)
        {
            runs.Add(await Soon.Next(_runs));
        }

        return runs;
    }
}
