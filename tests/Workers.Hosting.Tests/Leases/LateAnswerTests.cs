using System.Threading.Channels;
using Workers.Aws;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Leases;

/// <summary>
/// Jobs whose arrival is noticed long after they were handed out, because the process was stopped or the machine slept in between: by then they may
/// be somebody else's.
/// </summary>
public sealed class LateAnswerTests
{
    private readonly Channel<JobContext> _started = Channel.CreateUnbounded<JobContext>();

    [Fact]
    public async Task A_task_that_timed_out_meanwhile_is_asked_about_and_not_run()
    {
        await using var worker = await TestWorker.ActivityAsync(Work);
        worker.Aws.OnHeartbeat = _ => throw new TaskTimedOutException("Task Timed Out");
        await Soon.Next(worker.Aws.ActivityPolls);

        worker.Time.Sleep(TimeSpan.FromSeconds(150));
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope(heartbeatSeconds: 120));
        await worker.Log.ContainsAsync("is cancelled and will not be reported (TaskLost)");

        await NothingRanAsync(worker);
    }

    [Fact]
    public async Task A_task_that_must_have_timed_out_is_not_even_asked_about()
    {
        await using var worker = await TestWorker.ActivityAsync(Work);
        await Soon.Next(worker.Aws.ActivityPolls);

        worker.Time.Sleep(TimeSpan.FromSeconds(200));
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope(heartbeatSeconds: 120));
        await worker.Log.ContainsAsync("is cancelled and will not be reported (TaskLost)");

        await NothingRanAsync(worker);
        Assert.Equal(0, worker.Aws.Heartbeats.Reader.Count);
    }

    [Fact]
    public async Task A_task_that_Step_Functions_still_waits_for_is_run()
    {
        await using var worker = await TestWorker.ActivityAsync(Work);
        await Soon.Next(worker.Aws.ActivityPolls);

        worker.Time.Sleep(TimeSpan.FromSeconds(150));
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope(heartbeatSeconds: 120));
        await Soon.Next(worker.Aws.Successes);

        Assert.Equal(1, worker.Aws.Heartbeats.Reader.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("t1")]
    public async Task A_message_that_may_be_visible_again_is_left_to_whoever_receives_it_next(string? token)
    {
        var aws = new AwsDouble();
        aws.QueueAttributes["VisibilityTimeout"] = "120";
        await using var worker = await TestWorker.QueueAsync(aws, Work);
        await Soon.Next(worker.Aws.Receives);

        worker.Time.Sleep(TimeSpan.FromSeconds(125));
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope(token)));
        await worker.Log.ContainsAsync("is cancelled and will not be reported (MessageLost)");

        await NothingRanAsync(worker);
        Assert.Equal(0, worker.Aws.Deletes.Reader.Count + worker.Aws.Returns.Reader.Count);
    }

    [Fact]
    public async Task A_message_at_the_end_of_a_long_poll_is_not_late()
    {
        await using var worker = await TestWorker.QueueAsync(Work);
        await Soon.Next(worker.Aws.Receives);

        worker.Time.Sleep(TimeSpan.FromSeconds(20));
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await Soon.Next(worker.Aws.Successes);

        Assert.Equal(0, worker.Aws.Heartbeats.Reader.Count);
    }

    private Task<Answer> Work(Claim claim, JobContext context, CancellationToken cancellationToken)
    {
        _started.Writer.TryWrite(context);
        return Task.FromResult(new Answer("done"));
    }

    private async Task NothingRanAsync(TestWorker worker)
    {
        await worker.StopAnsweredAsync();
        Assert.Equal(0, _started.Reader.Count + worker.Aws.Successes.Reader.Count + worker.Aws.Failures.Reader.Count);
    }
}
