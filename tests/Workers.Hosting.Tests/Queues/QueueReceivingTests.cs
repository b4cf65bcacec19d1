using System.Globalization;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Queues;

public sealed class QueueReceivingTests
{
    [Theory]
    [InlineData(3, 3)]
    [InlineData(10, 10)]
    [InlineData(25, 10)]
    public async Task A_receive_asks_for_as_many_messages_as_slots_are_free_and_at_most_ten(int slots, int asked)
    {
        await using var worker = await TestWorker.QueueAsync(
            TestWorker.Answering(),
            $"--Queues:write-letter:Slots={slots.ToString(CultureInfo.InvariantCulture)}"
        );

        var receive = await Soon.Next(worker.Aws.Receives);

        Assert.Equal(asked, receive.MaxNumberOfMessages);
        Assert.Equal(20, receive.WaitTimeSeconds);
        Assert.Equal(AwsDouble.QueueUrl, receive.QueueUrl);
        Assert.Equal(
            ["ApproximateReceiveCount", "SentTimestamp", "AWSTraceHeader", "DeadLetterQueueSourceArn"],
            receive.MessageSystemAttributeNames
        );
        Assert.Equal(["traceparent"], receive.MessageAttributeNames);
    }

    [Theory]
    [InlineData("0", 30)]
    [InlineData("120", 120)]
    public async Task A_receive_hides_its_messages_for_as_long_as_the_worker_counts_on(string ofTheQueue, int expectedSeconds)
    {
        var aws = new AwsDouble();
        aws.QueueAttributes["VisibilityTimeout"] = ofTheQueue;
        await using var worker = await TestWorker.QueueAsync(aws, TestWorker.Answering());

        Assert.Equal(expectedSeconds, (await Soon.Next(aws.Receives)).VisibilityTimeout);
    }

    [Fact]
    public async Task A_message_whose_token_is_invalid_comes_back_after_a_pause_that_grows()
    {
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering());
        worker.Aws.OnHeartbeat = _ => throw new InvalidTokenException("Invalid token");

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1"), receiveCount: 3));

        var returned = await Soon.Next(worker.Aws.Returns);
        Assert.Equal("receipt-m1", returned.ReceiptHandle);
        Assert.InRange(returned.VisibilityTimeout, 120, 240);
    }

    [Fact]
    public async Task A_receive_while_jobs_run_asks_only_for_the_slots_they_leave()
    {
        var ends = new TaskCompletionSource<Answer>();
        await using var worker = await TestWorker.QueueAsync((_, _, _) => ends.Task, "--Queues:write-letter:Slots=10");
        await Soon.Next(worker.Aws.Receives);

        worker.Aws.AnswerReceive([.. Enumerable.Range(1, 7).Select(i => AwsDouble.Message($"m{i}", TestWorker.Envelope($"t{i}")))]);

        Assert.Equal(3, (await Soon.Next(worker.Aws.Receives)).MaxNumberOfMessages);
        ends.SetResult(new Answer("sent"));
    }

    [Fact]
    public async Task Finished_jobs_are_reported_and_then_deleted_ten_at_a_time()
    {
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering(), "--Queues:write-letter:Slots=10");
        await Soon.Next(worker.Aws.Receives);

        worker.Aws.AnswerReceive([.. Enumerable.Range(1, 10).Select(i => AwsDouble.Message($"m{i}", TestWorker.Envelope($"t{i}")))]);

        var delete = await Soon.Next(worker.Aws.Deletes);
        Assert.Equal(10, delete.Entries.Count);
        Assert.Equal(10, delete.Entries.Select(entry => entry.Id).Distinct().Count());
        Assert.Equal(
            Enumerable.Range(1, 10).Select(i => $"receipt-m{i}").Order(),
            delete.Entries.Select(entry => entry.ReceiptHandle).Order()
        );
        Assert.Equal(10, worker.Aws.Successes.Reader.Count);
        Assert.Equal(0, worker.Aws.Deletes.Reader.Count);
    }

    [Fact]
    public async Task A_delete_waits_a_moment_for_company()
    {
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering());
        await Soon.Next(worker.Aws.Receives);

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        await Soon.Next(worker.Aws.Successes);
        while (worker.Aws.Deletes.Reader.Count == 0)
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal("receipt-m1", Assert.Single((await Soon.Next(worker.Aws.Deletes)).Entries).ReceiptHandle);
    }

    [Fact]
    public async Task A_message_whose_delete_failed_is_deleted_without_a_run_when_it_comes_again()
    {
        var runs = 0;
        await using var worker = await TestWorker.QueueAsync(
            (_, _, _) =>
            {
                Interlocked.Increment(ref runs);
                return Task.FromResult(new Answer("sent"));
            }
        );
        worker.Aws.OnDelete = request => new BatchResponse
        {
            Failed =
            [
                .. request.Entries.Select(entry => new BatchErrorEntry(entry.Id, "ReceiptHandleIsInvalid", "expired", SenderFault: true)),
            ],
        };
        await DeliverAndDeleteAsync(worker, AwsDouble.Message("m1", TestWorker.Envelope("t1")));
        worker.Aws.OnDelete = _ => new BatchResponse();

        var delete = await DeliverAndDeleteAsync(worker, AwsDouble.Message("m1", TestWorker.Envelope("t1"), receiveCount: 2));

        Assert.Equal("receipt-m1", Assert.Single(delete.Entries).ReceiptHandle);
        Assert.Equal(1, runs);
        Assert.Equal(1, worker.Aws.Successes.Reader.Count);
    }

    [Theory]
    [InlineData(45, true)]
    [InlineData(125, false)]
    public async Task A_delete_that_does_not_get_through_is_sent_again_until_the_message_is_visible_again(int outageSeconds, bool isDeleted)
    {
        var aws = new AwsDouble();
        aws.QueueAttributes["VisibilityTimeout"] = "120";
        await using var worker = await TestWorker.QueueAsync(aws, TestWorker.Answering());
        var back = worker.Time.GetUtcNow().AddSeconds(outageSeconds);
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        aws.OnDelete = _ =>
        {
            if (worker.Time.GetUtcNow() < back)
            {
                throw new HttpRequestException("Connection refused");
            }

            ended.TrySetResult(true);
            return new BatchResponse();
        };

        await Soon.Next(aws.Receives);
        aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Input));
        while (!ended.Task.IsCompleted)
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(20), ended.Task);
            if (worker.Log.Text.Contains("could not be deleted", StringComparison.Ordinal))
            {
                ended.TrySetResult(false);
            }
        }

        Assert.Equal(isDeleted, await ended.Task);
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(300, false)]
    public async Task An_envelope_whose_heartbeat_does_not_outlast_the_visibility_is_told_once(int heartbeatSeconds, bool isTold)
    {
        var aws = new AwsDouble();
        aws.QueueAttributes["VisibilityTimeout"] = "120";
        await using var worker = await TestWorker.QueueAsync(aws, TestWorker.Answering());

        for (var i = 0; i < 2; i++)
        {
            aws.AnswerReceive(AwsDouble.Message($"m{i}", TestWorker.Envelope($"t{i}", heartbeatSeconds)));
            await worker.AdvanceToAsync(aws.Successes, TimeSpan.FromSeconds(1));
        }

        var told = worker.Log.Lines.Where(line =>
            line.Contains("HeartbeatSeconds of its jobs (60) does not outlast", StringComparison.Ordinal)
        );
        Assert.Equal(isTold ? 1 : 0, told.Count());
    }

    [Fact]
    public async Task A_message_without_a_token_is_deleted_after_success_and_reported_to_nobody()
    {
        JobContext? seen = null;
        await using var worker = await TestWorker.QueueAsync(
            (_, context, _) =>
            {
                seen = context;
                return Task.FromResult(new Answer("sent"));
            }
        );

        await DeliverAndDeleteAsync(worker, AwsDouble.Message("m1", TestWorker.Input));

        Assert.Equal("m1", seen!.IdempotencyKey);
        Assert.Equal(0, worker.Aws.Successes.Reader.Count);
    }

    [Fact]
    public async Task A_message_without_a_token_that_fails_goes_back_to_the_queue_after_a_pause()
    {
        await using var worker = await TestWorker.QueueAsync((_, _, _) => throw new InvalidOperationException("printer on fire"));
        await Soon.Next(worker.Aws.Receives);

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Input, receiveCount: 3));

        var returned = await Soon.Next(worker.Aws.Returns);
        Assert.Equal("receipt-m1", returned.ReceiptHandle);
        Assert.InRange(returned.VisibilityTimeout, 120, 240);
        Assert.Equal(0, worker.Aws.Deletes.Reader.Count);
    }

    [Fact]
    public async Task Malformed_JSON_with_a_readable_token_fails_the_task_by_name_and_is_deleted()
    {
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering());

        await DeliverAndDeleteAsync(worker, AwsDouble.Message("m1", """{"job":{},"taskToken":"t1","input":{"id":"c1",}}"""));

        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal(("t1", "Worker.InvalidInput"), (failure.TaskToken, failure.Error));
    }

    [Fact]
    public async Task Malformed_JSON_without_a_token_is_logged_by_id_and_left_to_the_dead_letter_queue()
    {
        var aws = new AwsDouble();
        aws.QueueAttributes["RedrivePolicy"] =
            """{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:000000000000:dead","maxReceiveCount":"5"}""";
        await using var worker = await TestWorker.QueueAsync(aws, TestWorker.Answering());
        await Soon.Next(aws.Receives);

        aws.AnswerReceive(AwsDouble.Message("m1", "hello"));

        var returned = await Soon.Next(aws.Returns);
        Assert.InRange(returned.VisibilityTimeout, 30, 60);
        var line = Assert.Single(worker.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains("message m1 cannot be read", line, StringComparison.Ordinal);
        Assert.Contains("after 5 receives", line, StringComparison.Ordinal);
        Assert.Equal(0, aws.Deletes.Reader.Count);
    }

    [Fact]
    public async Task A_redelivered_message_whose_task_is_closed_is_deleted_without_a_run()
    {
        var ran = false;
        await using var worker = await TestWorker.QueueAsync(
            (_, _, _) =>
            {
                ran = true;
                return Task.FromResult(new Answer("sent"));
            }
        );
        worker.Aws.OnHeartbeat = _ => throw new TaskTimedOutException("Task Timed Out");

        var delete = await DeliverAndDeleteAsync(worker, AwsDouble.Message("m1", TestWorker.Envelope("t1"), receiveCount: 2));

        Assert.Equal("receipt-m1", Assert.Single(delete.Entries).ReceiptHandle);
        Assert.False(ran);
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(29, false)]
    public async Task A_message_older_than_half_of_its_heartbeat_timeout_is_run_only_if_its_task_still_waits(int age, bool isProbed)
    {
        var runs = 0;
        await using var worker = await TestWorker.QueueAsync(
            (_, _, _) =>
            {
                Interlocked.Increment(ref runs);
                return Task.FromResult(new Answer("sent"));
            }
        );
        SqsMessage Old(string id, string token) =>
            AwsDouble.Message(
                id,
                TestWorker.Envelope(token, heartbeatSeconds: 60),
                sent: worker.Time.GetUtcNow() - TimeSpan.FromSeconds(age)
            );

        await DeliverAndDeleteAsync(worker, Old("m1", "waits"));
        Assert.Equal(isProbed ? 1 : 0, worker.Aws.Heartbeats.Reader.Count);
        Assert.Equal(1, runs);
        worker.Aws.OnHeartbeat = _ => throw new TaskTimedOutException("Task Timed Out");
        await DeliverAndDeleteAsync(worker, Old("m2", "gone"));

        Assert.Equal(isProbed ? 1 : 2, runs);
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_is_told_by_name_and_looked_for_slowly_until_it_is_there()
    {
        var aws = new AwsDouble { OnGetQueueUrl = _ => throw new QueueDoesNotExistException("The specified queue does not exist.") };
        await using var worker = await TestWorker.QueueAsync(aws, TestWorker.Answering());
        for (var i = 0; i < 3; i++)
        {
            var before = worker.Time.GetUtcNow();
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(30));
            Assert.InRange(worker.Time.GetUtcNow() - before, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
        }

        var reason = Assert.Single(worker.Health.NotReady());
        Assert.Contains("queue letters", reason, StringComparison.Ordinal);
        Assert.Contains("Queues:write-letter:QueueName", reason, StringComparison.Ordinal);

        aws.OnGetQueueUrl = _ => new GetQueueUrlResponse { QueueUrl = AwsDouble.QueueUrl };
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(30));
        await Soon.Next(aws.Receives);
        Assert.Empty(worker.Health.NotReady());
    }

    [Fact]
    public async Task The_token_is_in_no_log_line_whatever_happens()
    {
        const string Secret = "AQCEAAAAKgAAAAMAAAAAAAAAASecret";
        await using var worker = await TestWorker.QueueAsync((_, _, _) => throw new InvalidOperationException("no paper"));
        worker.Aws.OnFailure = _ => throw new InvalidTokenException("Invalid Token: 'Invalid token'");
        await Soon.Next(worker.Aws.Receives);

        worker.Aws.AnswerReceive(
            AwsDouble.Message("m1", TestWorker.Envelope(Secret)),
            AwsDouble.Message("m2", TestWorker.Envelope(Secret, input: "7")),
            AwsDouble.Message("m3", $$"""{"taskToken":"{{Secret}}","input":"""),
            AwsDouble.Message("m4", TestWorker.Envelope(Secret), receiveCount: 2)
        );
        for (var i = 0; i < 4; i++)
        {
            await Soon.Next(worker.Aws.Returns);
        }

        Assert.Contains("m3", worker.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", worker.Log.Text, StringComparison.Ordinal);
    }

    private static async Task<DeleteMessageBatchRequest> DeliverAndDeleteAsync(TestWorker worker, SqsMessage message)
    {
        await Soon.Next(worker.Aws.Receives);
        worker.Aws.AnswerReceive(message);

        // The moment for which a delete waits for company.
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromMilliseconds(50));
        return await Soon.Next(worker.Aws.Deletes);
    }
}
