using Workers.Aws;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Health;

/// <summary>When a worker that was just started is ready.</summary>
public sealed class ReachTests
{
    [Fact]
    public async Task An_activity_that_has_nothing_to_do_is_ready_before_its_first_poll_is_answered()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());

        await Soon.Next(worker.Aws.ActivityPolls);

        Assert.Empty(worker.Health.NotReady());
    }

    [Fact]
    public async Task An_activity_is_not_ready_while_nobody_answers()
    {
        var answer = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        var aws = new AwsDouble
        {
            OnDescribeActivity = _ =>
            {
                asked.TrySetResult();
                return answer.Task;
            },
        };
        await using var worker = await TestWorker.ActivityAsync(aws, TestWorker.Answering());
        await Soon.Within(asked.Task);
        worker.Time.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(["appraise-claim: nothing was answered yet since the start 7 s ago"], worker.Health.NotReady());

        answer.SetResult();
        await Soon.Next(aws.ActivityPolls);
        Assert.Empty(worker.Health.NotReady());
    }

    [Fact]
    public async Task A_dead_endpoint_is_told_and_asked_again_until_it_answers()
    {
        var aws = new AwsDouble { OnDescribeActivity = _ => throw new AwsConnectionException("connection refused") };
        await using var worker = await TestWorker.ActivityAsync(aws, TestWorker.Answering());
        for (var i = 0; i < 3; i++)
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(10));
        }

        var reason = Assert.Single(worker.Health.NotReady());
        Assert.Contains("(last error: connection refused)", reason, StringComparison.Ordinal);
        Assert.Equal(0, aws.ActivityPolls.Reader.Count);

        aws.OnDescribeActivity = _ => Task.CompletedTask;
        await worker.AdvanceToAsync(aws.ActivityPolls, TimeSpan.FromSeconds(10));
        Assert.Empty(worker.Health.NotReady());
    }

    [Fact]
    public async Task A_missing_activity_is_never_ready()
    {
        var aws = new AwsDouble { OnDescribeActivity = _ => throw new ActivityDoesNotExistException("Activity Does Not Exist") };
        await using var worker = await TestWorker.ActivityAsync(aws, TestWorker.Answering());
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(30));

        var reason = Assert.Single(worker.Health.NotReady());

        Assert.Contains("Create the activity, or correct the setting", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AccessDeniedException", AwsErrorKind.Final)]
    [InlineData("ThrottlingException", AwsErrorKind.Throttled)]
    public async Task A_refusal_of_the_call_itself_shows_that_Step_Functions_answers(string code, AwsErrorKind kind)
    {
        var aws = new AwsDouble { OnDescribeActivity = _ => throw new AwsServiceException(code, "no", 400, kind) };
        await using var worker = await TestWorker.ActivityAsync(aws, TestWorker.Answering());

        await Soon.Next(aws.ActivityPolls);

        Assert.Empty(worker.Health.NotReady());
    }

    [Fact]
    public async Task After_another_error_the_first_poll_decides()
    {
        var aws = new AwsDouble
        {
            OnDescribeActivity = _ => throw new AwsServiceException("InternalFailure", "out of order", 500, AwsErrorKind.Transient),
        };
        await using var worker = await TestWorker.ActivityAsync(aws, TestWorker.Answering());
        await Soon.Next(aws.ActivityPolls);
        Assert.Contains("out of order", Assert.Single(worker.Health.NotReady()), StringComparison.Ordinal);

        aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(aws.Successes);

        Assert.Empty(worker.Health.NotReady());
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_the_answer()
    {
        var aws = new AwsDouble { OnDescribeActivity = _ => new TaskCompletionSource().Task };
        await using var worker = await TestWorker.ActivityAsync(aws, TestWorker.Answering());

        await Soon.Within(worker.StopAsync());

        Assert.Equal(0, aws.ActivityPolls.Reader.Count);
    }

    [Fact]
    public async Task A_queue_is_not_ready_before_its_attributes_were_read()
    {
        var answer = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        var aws = new AwsDouble
        {
            OnGetQueueAttributes = _ =>
            {
                asked.TrySetResult();
                return answer.Task;
            },
        };
        var time = new ManualTime();
        var starting = TestWorker.QueueAsync(aws, TestWorker.Answering(), time);
        await Soon.Within(asked.Task);

        // The start waits for the attributes for a moment only.
        time.Advance(TimeSpan.FromSeconds(5));
        await using var worker = await Soon.Within(starting);

        Assert.Equal(["write-letter: nothing was answered yet since the start 0 s ago"], worker.Health.NotReady());

        answer.SetResult();
        await Soon.Next(aws.Receives);
        Assert.Empty(worker.Health.NotReady());
    }
}
