using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Jobs;

public sealed class TakeOverTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_task_that_was_taken_over_is_not_reported_and_frees_its_slot()
    {
        var tokens = new List<string>();
        await using var worker = await TestWorker.ActivityAsync(
            (claim, context, _) =>
            {
                if (claim.Id == "c1")
                {
                    tokens.Add(context.TakeOver());
                }

                return Task.FromResult(new Answer(claim.Id));
            },
            "--Activities:appraise-claim:Slots=1"
        );

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        worker.Aws.AnswerPoll("token-2", TestWorker.Envelope(input: """{"id":"c2","delayMinutes":75}"""));

        var success = await Soon.Next(worker.Aws.Successes);
        Assert.Equal("token-2", success.TaskToken);
        Assert.Equal(["token-1"], tokens);
        Assert.Equal(0, worker.Aws.Failures.Reader.Count);
    }

    [Fact]
    public async Task A_handler_that_fails_after_it_took_the_task_over_fails_its_job()
    {
        await using var worker = await TestWorker.ActivityAsync(
            (_, context, _) =>
            {
                context.TakeOver();
                throw new JobFailedException("Store.Unavailable", "the store is down");
            }
        );

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());

        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal(("token-1", "Store.Unavailable"), (failure.TaskToken, failure.Error));
    }

    [Fact]
    public async Task Heartbeats_are_sent_until_the_handler_returns_and_not_after()
    {
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await TestWorker.ActivityAsync(
            (_, context, _) =>
            {
                context.TakeOver();
                return ends.Task;
            },
            "--Activities:appraise-claim:Slots=1"
        );
        await Soon.Next(worker.Aws.ActivityPolls);
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope(heartbeatSeconds: 60));
        await worker.AdvanceToAsync(worker.Aws.Heartbeats, TimeSpan.FromMinutes(1));

        ends.SetResult(new Answer(""));
        await Soon.Next(worker.Aws.ActivityPolls);
        worker.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(0, worker.Aws.Heartbeats.Reader.Count);
    }

    [Fact]
    public async Task The_message_of_a_task_that_was_taken_over_is_deleted()
    {
        await using var worker = await TestWorker.QueueAsync(
            (_, context, _) =>
            {
                context.TakeOver();
                return Task.FromResult(new Answer(""));
            }
        );

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope(token: "token-1")));

        var delete = await worker.AdvanceToAsync(worker.Aws.Deletes, Moment);
        Assert.Equal("receipt-m1", Assert.Single(delete.Entries).ReceiptHandle);
        Assert.Equal(0, worker.Aws.Successes.Reader.Count);
    }

    [Fact]
    public async Task A_message_without_a_task_token_cannot_be_taken_over()
    {
        var told = new TaskCompletionSource<string>();
        await using var worker = await TestWorker.QueueAsync(
            (_, context, _) =>
            {
                told.TrySetResult(Assert.Throws<InvalidOperationException>(() => context.TakeOver()).Message);
                return Task.FromResult(new Answer(""));
            }
        );

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope()));

        Assert.Contains("has no task token", await Soon.Within(told.Task), StringComparison.Ordinal);
    }
}
