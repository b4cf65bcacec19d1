using Workers.Aws.Sqs;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Shutdown;

public sealed class ShutdownTests
{
    [Fact]
    public async Task An_open_poll_is_not_cancelled_and_what_it_brings_is_run()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        await Soon.Next(worker.Aws.ActivityPolls);

        var stop = worker.StopAsync();
        Assert.Equal(["stopping: no new jobs are taken"], worker.Health.NotReady());
        Assert.False(stop.IsCompleted);
        Assert.All(worker.Aws.PollTokens, token => Assert.False(token.IsCancellationRequested));

        worker.Aws.AnswerPoll("late", TestWorker.Envelope());
        await Soon.Within(stop);

        Assert.Equal("late", (await Soon.Next(worker.Aws.Successes)).TaskToken);
        Assert.Equal(0, worker.Aws.ActivityPolls.Reader.Count);
    }

    [Fact]
    public async Task An_open_receive_is_not_cancelled_and_what_it_brings_is_run_and_deleted()
    {
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering());
        await Soon.Next(worker.Aws.Receives);

        var stop = worker.StopAsync();
        Assert.False(stop.IsCompleted);
        Assert.All(worker.Aws.PollTokens, token => Assert.False(token.IsCancellationRequested));
        worker.Aws.AnswerReceive(AwsDouble.Message("late", TestWorker.Envelope("t1")));
        await Soon.Within(stop);

        Assert.Equal("t1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
        Assert.Equal("receipt-late", Assert.Single((await Soon.Next(worker.Aws.Deletes)).Entries).ReceiptHandle);
        Assert.Equal((0, 0), (worker.Aws.Receives.Reader.Count, worker.Aws.Returns.Reader.Count));
    }

    [Fact]
    public async Task A_poll_that_brings_nothing_ends_the_stop()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        await Soon.Next(worker.Aws.ActivityPolls);

        var stop = worker.StopAsync();
        worker.Aws.AnswerPoll(() => null);

        await Soon.Within(stop);
        Assert.Contains("1 polls, 1 empty", worker.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_arrives_too_late_to_fit_is_failed_as_shutdown()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering(), "--Shutdown:BudgetSeconds=100");
        await Soon.Next(worker.Aws.ActivityPolls);

        var stop = worker.StopAsync();
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(85));
        worker.Aws.AnswerPoll("late", TestWorker.Envelope());

        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal(("late", "Worker.Shutdown"), (failure.TaskToken, failure.Error));
        await Soon.Within(stop);
    }

    [Fact]
    public async Task A_running_activity_is_told_first_and_cancelled_15_seconds_before_the_end_and_failed_as_shutdown()
    {
        var told = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource<JobCancelReason>();
        var started = new TaskCompletionSource();
        await using var worker = await TestWorker.ActivityAsync(
            async (_, context, token) =>
            {
                await using var first = context.ShuttingDown.Register(() => told.TrySetResult());
                await using var second = token.Register(() => cancelled.TrySetResult(context.CancelReason));
                started.SetResult();
                await cancelled.Task;
                throw new InvalidOperationException("torn off");
            },
            "--Activities:appraise-claim:Slots=1",
            "--Shutdown:BudgetSeconds=100"
        );
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Within(started.Task);

        var stop = worker.StopAsync();
        await Soon.Within(told.Task);
        Assert.False(cancelled.Task.IsCompleted);
        var before = worker.Time.GetUtcNow();
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(100));

        Assert.Equal(JobCancelReason.Shutdown, await Soon.Within(cancelled.Task));
        Assert.Equal(TimeSpan.FromSeconds(85), worker.Time.GetUtcNow() - before);
        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal(("token-1", "Worker.Shutdown"), (failure.TaskToken, failure.Error));
        await Soon.Within(stop);
    }

    [Fact]
    public async Task A_stop_that_is_woken_between_two_milliseconds_waits_for_the_rest_and_does_not_spin()
    {
        var started = new TaskCompletionSource();
        await using var worker = await TestWorker.ActivityAsync(
            async (_, _, token) =>
            {
                started.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(token);
                return new Answer("never");
            },
            "--Activities:appraise-claim:Slots=2",
            "--Shutdown:BudgetSeconds=100"
        );
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Within(started.Task);

        var stop = worker.StopAsync();
        worker.Time.Advance(TimeSpan.FromMilliseconds(0.5));
        worker.Aws.AnswerPoll(() => null);
        await Soon.Within(Task.Run(() => worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(100)), CancellationToken.None));

        Assert.Equal("Worker.Shutdown", (await Soon.Next(worker.Aws.Failures)).Error);
        await Soon.Within(stop);
    }

    [Fact]
    public async Task A_job_that_finishes_although_it_was_cancelled_counts()
    {
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var worker = await TestWorker.ActivityAsync(
            async (_, _, token) =>
            {
                await using var registration = token.Register(() => cancelled.TrySetResult());
                started.SetResult();
                await cancelled.Task;
                return new Answer("just in time");
            },
            "--Activities:appraise-claim:Slots=1"
        );
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Within(started.Task);

        var stop = worker.StopAsync();
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(110));

        Assert.Equal("token-1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
        await Soon.Within(stop);
        Assert.Equal(0, worker.Aws.Failures.Reader.Count);
    }

    [Fact]
    public async Task A_job_that_ignores_its_cancellation_is_returned_and_never_reported_again()
    {
        var started = new TaskCompletionSource();
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await TestWorker.ActivityAsync(
            (_, _, _) =>
            {
                started.SetResult();
                return ends.Task;
            },
            "--Activities:appraise-claim:Slots=1"
        );
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Within(started.Task);

        var stop = worker.StopAsync();
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(110));
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(110));
        await Soon.Within(stop);
        ends.SetResult(new Answer("ignored"));

        Assert.Equal("Worker.Shutdown", (await Soon.Next(worker.Aws.Failures)).Error);
        Assert.Equal(0, worker.Aws.Successes.Reader.Count);
    }

    [Fact]
    public async Task A_running_message_goes_back_to_the_queue_at_once()
    {
        var started = new TaskCompletionSource();
        await using var worker = await TestWorker.QueueAsync(
            async (_, _, token) =>
            {
                started.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return new Answer("");
            },
            "--Queues:write-letter:Slots=1",
            "--Queues:write-letter:VisibilityTimeoutSeconds=600"
        );
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await Soon.Within(started.Task);

        var stop = worker.StopAsync();
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(110));

        var returned = await Soon.Next(worker.Aws.Returns);
        Assert.Equal(("receipt-m1", 0), (returned.ReceiptHandle, returned.VisibilityTimeout));
        await Soon.Within(stop);
        Assert.Equal(0, worker.Aws.Failures.Reader.Count + worker.Aws.Deletes.Reader.Count);
    }

    [Fact]
    public async Task A_return_that_does_not_get_through_is_tried_again_within_the_budget()
    {
        var started = new TaskCompletionSource();
        await using var worker = await TestWorker.QueueAsync(
            async (_, context, _) =>
            {
                started.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.ShuttingDown);
                return new Answer("");
            },
            "--Queues:write-letter:Slots=1",
            "--Queues:write-letter:VisibilityTimeoutSeconds=600"
        );
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await Soon.Within(started.Task);
        var back = worker.Time.GetUtcNow().AddSeconds(20);
        worker.Aws.OnReturn = request =>
            _ = worker.Time.GetUtcNow() < back ? throw new HttpRequestException("Connection refused") : request;

        var stop = worker.StopAsync();
        var returned = await worker.AdvanceToAsync(worker.Aws.Returns, TimeSpan.FromSeconds(5));

        Assert.Equal(("receipt-m1", 0), (returned.ReceiptHandle, returned.VisibilityTimeout));
        await Soon.Within(stop);
    }

    [Fact]
    public async Task The_last_permitted_receive_of_a_message_fails_its_task_instead()
    {
        var aws = new AwsDouble();
        aws.QueueAttributes["RedrivePolicy"] = """{"maxReceiveCount":2}""";
        var started = new TaskCompletionSource();
        await using var worker = await TestWorker.QueueAsync(
            aws,
            async (_, _, token) =>
            {
                started.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return new Answer("");
            },
            "--Queues:write-letter:Slots=1",
            "--Queues:write-letter:VisibilityTimeoutSeconds=600"
        );
        aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1"), receiveCount: 2));
        await Soon.Within(started.Task);

        var stop = worker.StopAsync();
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(110));

        Assert.Equal(("t1", "Worker.Shutdown"), await FailureAsync(aws));
        await Soon.Within(stop);
        Assert.Equal("receipt-m1", Assert.Single((await Soon.Next(aws.Deletes)).Entries).ReceiptHandle);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task A_message_that_arrives_too_late_to_fit_goes_back_at_once_and_fails_its_task_on_its_last_receive(
        int receives,
        bool isLast
    )
    {
        var aws = new AwsDouble();
        aws.QueueAttributes["RedrivePolicy"] = """{"maxReceiveCount":2}""";
        await using var worker = await TestWorker.QueueAsync(aws, TestWorker.Answering(), "--Shutdown:BudgetSeconds=20");
        await Soon.Next(aws.Receives);

        var stop = worker.StopAsync();
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(15));
        aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1"), receiveCount: receives));

        if (isLast)
        {
            Assert.Equal(("t1", "Worker.Shutdown"), await FailureAsync(aws));
        }
        else
        {
            var returned = await Soon.Next(aws.Returns);
            Assert.Equal(("receipt-m1", 0), (returned.ReceiptHandle, returned.VisibilityTimeout));
        }

        await Soon.Within(stop);
        Assert.Equal(0, aws.Successes.Reader.Count);
    }

    [Fact]
    public async Task Deletes_under_way_are_flushed_before_the_end()
    {
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering());
        await Soon.Next(worker.Aws.Receives);

        var stop = worker.StopAsync();
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await Soon.Within(stop);

        Assert.Equal("t1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
        Assert.Equal("receipt-m1", Assert.Single((await Soon.Next(worker.Aws.Deletes)).Entries).ReceiptHandle);
    }

    [Fact]
    public async Task Heartbeats_go_on_during_the_drain()
    {
        var started = new TaskCompletionSource();
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await TestWorker.ActivityAsync(
            (_, _, _) =>
            {
                started.SetResult();
                return ends.Task;
            },
            "--Activities:appraise-claim:Slots=1",
            "--Activities:appraise-claim:HeartbeatSeconds=20"
        );
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Within(started.Task);

        var stop = worker.StopAsync();
        for (var i = 0; i < 4; i++)
        {
            await worker.AdvanceToAsync(worker.Aws.Heartbeats, TimeSpan.FromSeconds(12));
        }

        ends.SetResult(new Answer("done"));
        await Soon.Within(stop);
        Assert.Equal("token-1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
    }

    [Fact]
    public async Task A_message_that_was_lost_is_not_returned_when_its_handler_is_abandoned()
    {
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await TestWorker.QueueAsync(
            (_, _, token) =>
            {
                token.Register(() => cancelled.TrySetResult());
                started.SetResult();
                return ends.Task;
            },
            "--Queues:write-letter:Slots=1"
        );
        worker.Aws.OnExtension = request => new BatchResponse
        {
            Failed = [.. request.Entries.Select(entry => new BatchErrorEntry(entry.Id, "ReceiptHandleIsInvalid", "gone", true))],
        };
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope()));
        await Soon.Within(started.Task);
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(20));
        await Soon.Within(cancelled.Task);

        var stop = worker.StopAsync();
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(110));
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(110));
        await Soon.Within(stop);
        ends.SetResult(new Answer("ignored"));

        // Another worker has it by now: what is done to its visibility would be done to that worker's delivery.
        Assert.Equal(0, worker.Aws.Returns.Reader.Count);
    }

    private static async Task<(string, string?)> FailureAsync(AwsDouble aws)
    {
        var failure = await Soon.Next(aws.Failures);
        return (failure.TaskToken, failure.Error);
    }
}
