using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aws.Sqs;
using Workers.Hosting.Jobs;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Leases;

/// <summary>A job whose end is told, or that is given back, has no lease any more.</summary>
public sealed class EndedLeaseTests
{
    private readonly Channel<JobContext> _started = Channel.CreateUnbounded<JobContext>();
    private readonly TaskCompletionSource<Answer> _ends = new();

    [Fact]
    public async Task A_job_that_hangs_when_the_worker_stops_sends_no_beat_after_its_task_was_failed()
    {
        await using var worker = await TestWorker.ActivityAsync(Hang, "--Activities:appraise-claim:Slots=1");
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope(heartbeatSeconds: 20));
        await Soon.Next(_started);
        worker.Time.Advance(TimeSpan.FromMinutes(1));
        var beats = worker.Aws.Heartbeats.Reader.Count;

        await worker.Services.GetRequiredService<JobRunner>().AbandonAsync();
        worker.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("Worker.Shutdown", (await Soon.Next(worker.Aws.Failures)).Error);
        Assert.InRange(beats, 4, 8);
        Assert.Equal(beats, worker.Aws.Heartbeats.Reader.Count);
        Assert.DoesNotContain("TaskLost", worker.Log.Text, StringComparison.Ordinal);
        _ends.SetResult(new Answer("too late"));
    }

    [Fact]
    public async Task A_message_is_returned_after_the_extension_that_is_under_way()
    {
        var extended = new TaskCompletionSource();
        await using var worker = await TestWorker.QueueAsync(
            async (_, context, token) =>
            {
                _started.Writer.TryWrite(context);
                await new TaskCompletionSource().Task.WaitAsync(context.ShuttingDown);
                return new Answer("never");
            },
            "--Queues:write-letter:Slots=1"
        );
        worker.Aws.SlowExtension = extended.Task;
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await Soon.Next(_started);
        await worker.AdvanceToAsync(worker.Aws.Extensions, TimeSpan.FromSeconds(16));

        var stop = worker.StopAsync();
        await worker.Log.ContainsAsync("gave up when it was told of the stop");
        await Task.Yield();
        Assert.Equal(0, worker.Aws.Returns.Reader.Count);
        extended.SetResult();

        Assert.Equal(0, (await Soon.Next(worker.Aws.Returns)).VisibilityTimeout);
        await Soon.Within(stop);
    }

    [Fact]
    public async Task A_result_that_comes_after_the_lease_ran_out_is_not_reported_even_if_no_timer_has_told()
    {
        await using var worker = await TestWorker.ActivityAsync(Hang);
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope(heartbeatSeconds: 20));
        var context = await Soon.Next(_started);

        worker.Time.Sleep(TimeSpan.FromSeconds(21));
        _ends.SetResult(new Answer("for nobody"));
        await worker.Log.ContainsAsync("is cancelled and will not be reported");
        await worker.StopAnsweredAsync();

        Assert.Equal(JobCancelReason.TaskLost, context.CancelReason);
        Assert.Equal(0, worker.Aws.Successes.Reader.Count + worker.Aws.Failures.Reader.Count);
    }

    [Fact]
    public async Task A_report_whose_answer_is_waited_for_ends_with_the_lease()
    {
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering(), "--Queues:write-letter:Slots=1");
        worker.Aws.OnSuccess = _ => new TaskCompletionSource().Task;
        worker.Aws.OnExtension = request => new BatchResponse
        {
            Failed = [.. request.Entries.Select(entry => new BatchErrorEntry(entry.Id, "ReceiptHandleIsInvalid", "gone", true))],
        };
        await Soon.Next(worker.Aws.Receives);
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await Soon.Next(worker.Aws.Successes);

        // The only slot receives again, so the job is over.
        await worker.AdvanceToAsync(worker.Aws.Receives, TimeSpan.FromSeconds(60));

        Assert.Equal(0, worker.Aws.Successes.Reader.Count + worker.Aws.Returns.Reader.Count + worker.Aws.Deletes.Reader.Count);
    }

    private Task<Answer> Hang(Claim claim, JobContext context, CancellationToken cancellationToken)
    {
        _started.Writer.TryWrite(context);
        return _ends.Task;
    }
}
