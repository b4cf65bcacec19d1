using System.Text;
using Workers.Hosting.Idempotency;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Idempotency;

/// <content>Jobs that wait in their slots for another attempt's record.</content>
public sealed partial class IdempotencyTests
{
    [Fact]
    public async Task A_second_delivery_waits_in_its_slot_under_its_lease_and_gets_the_firsts_result()
    {
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await QueueAsync(Running(_ => ends.Task));

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await Soon.Next(_runs);
        await DeliverSecondAsync(worker);
        var extended = await worker.AdvanceToAsync(worker.Aws.Extensions, TimeSpan.FromSeconds(30));

        Assert.Contains("receipt-m2", extended.Entries.Select(entry => entry.ReceiptHandle));
        Assert.Equal((0, 0), (_runs.Reader.Count, worker.Aws.Returns.Reader.Count));
        ends.SetResult(new Answer("once"));
        Assert.Equal("t1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
        var second = await worker.AdvanceToAsync(worker.Aws.Successes, TimeSpan.FromSeconds(10));
        Assert.Equal(("t2", """{"text":"once"}"""), (second.TaskToken, Encoding.UTF8.GetString(second.Output.Span)));
        Assert.Equal(0, _runs.Reader.Count);
    }

    [Fact]
    public async Task The_last_part_of_a_millisecond_until_a_dead_attempts_record_expires_is_waited_for_as_a_whole_one()
    {
        await using var worker = await ActivityAsync(Answering());
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);
        var record = Assert.Single(await RecordsAsync());
        var dead = IdempotencyRecord.Read(record.Value) with { State = IdempotencyState.InProgress, Owner = "a dead attempt" };
        var expires = _storeTime.GetUtcNow().AddSeconds(1);
        await _records.TryPutAsync(record.Key, dead.Write(), record.Version, expires, TestContext.Current.CancellationToken);
        _storeTime.Advance(TimeSpan.FromMilliseconds(999.5));
        worker.Time.Advance(TimeSpan.FromMilliseconds(999.5));

        worker.Aws.AnswerPoll("t2", TestWorker.Envelope(attempt: 1));
        await worker.Log.ContainsAsync("waits in its slot");
        _storeTime.Advance(TimeSpan.FromMilliseconds(1));
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromMilliseconds(1));

        Assert.Equal("t2", (await Soon.Next(worker.Aws.Successes)).TaskToken);
    }

    [Fact]
    public async Task A_second_delivery_runs_when_the_first_fails()
    {
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await QueueAsync(Running(context => context.JobId == "m1" ? ends.Task : Done("second")));

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await Soon.Next(_runs);
        await DeliverSecondAsync(worker);
        ends.SetException(new JobFailedException("Claim.Locked", "later"));

        Assert.Equal("t1", (await Soon.Next(worker.Aws.Failures)).TaskToken);
        Assert.Equal("t2", (await worker.AdvanceToAsync(worker.Aws.Successes, TimeSpan.FromSeconds(10))).TaskToken);
    }

    [Fact]
    public async Task A_copy_of_a_message_that_waited_while_its_task_was_failed_is_deleted_without_a_run()
    {
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await QueueAsync(Running(_ => ends.Task));
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await Soon.Next(_runs);
        worker.Aws.AnswerReceive(AwsDouble.Message("copy", TestWorker.Envelope("t1")));
        await worker.Log.ContainsAsync("job copy waits in its slot");

        ends.SetException(new JobFailedException("Claim.Locked", "later"));
        await Soon.Next(worker.Aws.Failures);
        var deleted = new List<string>();
        while (!deleted.Contains("receipt-copy"))
        {
            var delete = await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromSeconds(10));
            deleted.AddRange(delete.Entries.Select(entry => entry.ReceiptHandle));
        }

        Assert.Equal((0, 0), (_runs.Reader.Count, worker.Aws.Failures.Reader.Count));
        Assert.Empty(await RecordsAsync());
    }

    [Fact]
    public async Task A_delivery_that_waits_is_given_back_at_a_stop()
    {
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await QueueAsync(Running(_ => ends.Task));
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await Soon.Next(_runs);
        await DeliverSecondAsync(worker);

        var stop = worker.StopAsync();

        var returned = await Soon.Next(worker.Aws.Returns);
        Assert.Equal(("receipt-m2", 0), (returned.ReceiptHandle, returned.VisibilityTimeout));
        ends.SetResult(new Answer("once"));
        worker.Aws.AnswerReceive();
        await Soon.Within(stop);
    }
}
