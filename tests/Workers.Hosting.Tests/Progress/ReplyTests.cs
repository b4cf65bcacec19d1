using System.Text.Json;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Progress;

/// <summary>Jobs whose progress and response go to the reply queue that their envelope names.</summary>
public sealed class ReplyTests
{
    private const string ReplyQueue = "https://sqs.eu-central-1.amazonaws.com/000000000000/job-reply-1";
    private const string ReplyTo = $$"""
        "replyTo":{"queueUrl":"{{ReplyQueue}}","jobId":"j1"}
        """;

    [Fact]
    public async Task The_response_is_posted_before_the_message_is_deleted()
    {
        var accepted = new TaskCompletionSource();
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering());
        worker.Aws.OnSend = _ => accepted.Task;

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", Envelope()));
        var response = await NextAsync(worker);
        worker.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, worker.Aws.Deletes.Reader.Count);
        accepted.SetResult();
        var delete = await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromSeconds(1));

        Assert.Equal("""{"jobId":"j1","attempt":1,"sequence":1,"status":"SUCCEEDED","output":{"text":"paid"}}""", response.GetRawText());
        Assert.Equal("receipt-m1", Assert.Single(delete.Entries).ReceiptHandle);
        Assert.Equal(0, worker.Aws.Successes.Reader.Count);
    }

    [Fact]
    public async Task Progress_is_numbered_within_its_delivery_and_rounded_up_to_whole_seconds()
    {
        await using var worker = await TestWorker.QueueAsync(
            async (_, context, cancellationToken) =>
            {
                await context.Progress.ReportAsync(12.5, TimeSpan.FromMilliseconds(30_001), cancellationToken);
                await context.Progress.ReportAsync(100, TimeSpan.Zero, cancellationToken);
                return new Answer("paid");
            }
        );

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", Envelope(), receiveCount: 3));

        Assert.Equal(
            """{"jobId":"j1","attempt":3,"sequence":1,"status":"IN_PROGRESS","percent":12.5,"nextLookInSeconds":31}""",
            (await NextAsync(worker)).GetRawText()
        );
        Assert.Equal(
            """{"jobId":"j1","attempt":3,"sequence":2,"status":"IN_PROGRESS","percent":100,"nextLookInSeconds":1}""",
            (await NextAsync(worker)).GetRawText()
        );
        Assert.Equal(3, (await NextAsync(worker)).GetProperty("sequence").GetInt32());
    }

    [Theory]
    [InlineData(-0.1, 1)]
    [InlineData(100.1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(50, -1)]
    public async Task Progress_that_cannot_be_is_refused_with_and_without_a_reader(double percent, int seconds)
    {
        await using var worker = await TestWorker.QueueAsync(
            async (_, context, cancellationToken) =>
            {
                await context.Progress.ReportAsync(percent, TimeSpan.FromSeconds(seconds), cancellationToken);
                return new Answer("paid");
            }
        );

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", Envelope()));
        worker.Aws.AnswerReceive(AwsDouble.Message("m2", TestWorker.Envelope("t1")));

        Assert.Equal("ArgumentOutOfRangeException", (await NextAsync(worker)).GetProperty("error").GetString());
        Assert.Equal("ArgumentOutOfRangeException", (await worker.AdvanceToAsync(worker.Aws.Failures, TimeSpan.FromSeconds(5))).Error);
    }

    [Fact]
    public async Task Progress_that_does_not_get_through_does_not_fail_the_job()
    {
        await using var worker = await TestWorker.QueueAsync(Reporting());
        worker.Aws.OnSend = request =>
            request.MessageBody.Contains("IN_PROGRESS", StringComparison.Ordinal)
                ? throw new AwsServiceException("AccessDenied", "no", 403, AwsErrorKind.Final)
                : Task.CompletedTask;

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", Envelope()));

        Assert.Equal("IN_PROGRESS", Status(await NextAsync(worker)));
        Assert.Equal("SUCCEEDED", Status(await NextAsync(worker)));
        Assert.Contains("(40 %) could not be posted: no", worker.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_queue_that_is_gone_cancels_the_job_and_its_message_is_deleted()
    {
        var reason = new TaskCompletionSource<JobCancelReason>();
        await using var worker = await TestWorker.QueueAsync(
            async (_, context, cancellationToken) =>
            {
                await context.Progress.ReportAsync(40, TimeSpan.FromSeconds(5), cancellationToken);
                reason.SetResult(context.CancelReason);
                cancellationToken.ThrowIfCancellationRequested();
                return new Answer("paid");
            }
        );
        worker.Aws.OnSend = _ => throw new QueueDoesNotExistException("gone");

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", Envelope()));
        var delete = await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromSeconds(1));

        Assert.Equal("receipt-m1", Assert.Single(delete.Entries).ReceiptHandle);
        Assert.Equal(JobCancelReason.TaskLost, await Soon.Within(reason.Task));
        Assert.Equal(1, worker.Aws.Sent.Reader.Count);
    }

    [Fact]
    public async Task A_message_delivered_again_whose_reply_queue_is_gone_is_deleted_without_a_run()
    {
        var runs = 0;
        var asked = new TaskCompletionSource<string>();
        await using var worker = await TestWorker.QueueAsync(
            (_, _, _) =>
            {
                Interlocked.Increment(ref runs);
                return Task.FromResult(new Answer("paid"));
            }
        );
        await Soon.Next(worker.Aws.Receives);
        worker.Aws.OnGetQueueAttributes = request =>
        {
            asked.SetResult(request.QueueUrl);
            throw new QueueDoesNotExistException("gone");
        };

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", Envelope(), receiveCount: 2));
        await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromSeconds(1));

        Assert.Equal(ReplyQueue, await Soon.Within(asked.Task));
        Assert.Equal(0, runs);
        Assert.Equal(0, worker.Aws.Sent.Reader.Count);
    }

    [Fact]
    public async Task A_message_delivered_again_is_done_when_its_reply_queue_may_not_be_asked_for()
    {
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering());
        await Soon.Next(worker.Aws.Receives);
        worker.Aws.OnGetQueueAttributes = _ => throw new AwsServiceException("AccessDenied", "no", 403, AwsErrorKind.Final);

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", Envelope(), receiveCount: 2));

        var response = await NextAsync(worker);
        Assert.Equal(("SUCCEEDED", 2), (Status(response), response.GetProperty("attempt").GetInt32()));
    }

    [Fact]
    public async Task A_response_that_does_not_get_through_is_sent_again()
    {
        var sends = 0;
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering());
        worker.Aws.OnSend = _ =>
            Interlocked.Increment(ref sends) < 3 ? throw new AwsConnectionException("The line is down.") : Task.CompletedTask;

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", Envelope()));
        await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromSeconds(5));

        Assert.Equal(3, sends);
    }

    [Fact]
    public async Task A_failure_by_name_is_a_response_and_its_message_is_deleted()
    {
        await using var worker = await TestWorker.QueueAsync((_, _, _) => throw new JobFailedException("Claim.Odd", "it says \"no\""));

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", Envelope()));

        Assert.Equal(
            """{"jobId":"j1","attempt":1,"sequence":1,"status":"FAILED","error":"Claim.Odd","cause":"it says \"no\""}""",
            (await NextAsync(worker)).GetRawText()
        );
        await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("""{"job":{"attempt":"x"},{replyTo},"input":{"id":"c1","delayMinutes":75}}""", "job.attempt must be a whole number")]
    [InlineData("""{"job":{},{replyTo},"input":{"id":"c1","del""", "it is not JSON")]
    [InlineData("""{"job":{},{replyTo},"input":{"id":5,"delayMinutes":75}}""", "$.input.id")]
    public async Task Unreadable_input_is_answered_by_name_when_the_reply_queue_can_be_read(string body, string cause)
    {
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering());

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", body.Replace("{replyTo}", ReplyTo, StringComparison.Ordinal)));

        var response = await NextAsync(worker);
        Assert.Equal(WorkerErrors.InvalidInput, response.GetProperty("error").GetString());
        Assert.Contains(cause, response.GetProperty("cause").GetString(), StringComparison.Ordinal);
        await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("\"replyTo\":\"somewhere\"", "replyTo must be an object")]
    [InlineData("\"replyTo\":{\"queueUrl\":\"https://q\"}", "replyTo must have a queueUrl and a jobId")]
    [InlineData("\"replyTo\":{\"queueUrl\":5,\"jobId\":\"j1\"}", "replyTo.queueUrl must be a string")]
    public void A_reply_address_that_cannot_be_used_is_told(string replyTo, string problem)
    {
        var exception = Assert.Throws<JsonException>(() => JobEnvelope.Parse(System.Text.Encoding.UTF8.GetBytes(Envelope(replyTo))));

        Assert.Equal(problem, exception.Message);
    }

    [Fact]
    public async Task With_a_task_token_the_result_goes_to_Step_Functions_and_progress_to_the_queue()
    {
        await using var worker = await TestWorker.QueueAsync(Reporting());

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", Envelope(ReplyTo + ",\"taskToken\":\"t1\"")));

        Assert.Equal("t1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
        Assert.Equal("IN_PROGRESS", Status(await NextAsync(worker)));
        Assert.Equal(0, worker.Aws.Sent.Reader.Count);
    }

    [Fact]
    public async Task A_dead_message_is_answered_by_name()
    {
        await using var worker = await TestWorker.DeadLettersAsync();

        worker.Aws.AnswerReceive(AwsDouble.Message("m1", Envelope(), receiveCount: 4));

        Assert.Equal(WorkerErrors.DeadLettered, (await NextAsync(worker)).GetProperty("error").GetString());
        await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(2, "Worker.Shutdown")]
    [InlineData(3, null)]
    public async Task A_stop_answers_only_for_a_message_that_will_not_be_delivered_again(int maxReceiveCount, string? error)
    {
        var aws = new AwsDouble();
        aws.QueueAttributes["RedrivePolicy"] =
            $$"""{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:000000000000:dead","maxReceiveCount":{{maxReceiveCount}}}""";
        var started = new TaskCompletionSource();
        await using var worker = await TestWorker.QueueAsync(
            aws,
            async (_, _, cancellationToken) =>
            {
                started.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                return new Answer("paid");
            },
            "--Shutdown:BudgetSeconds=4"
        );
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", Envelope(), receiveCount: 2));
        await Soon.Within(started.Task);

        var cancelsAt = worker.Time.GetUtcNow() + TimeSpan.FromSeconds(3);
        var stop = worker.StopAsync();
        worker.Aws.AnswerReceive();
        while (worker.Time.GetUtcNow() < cancelsAt)
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(4), stop);
        }

        // Time stands still from here until the cancelled handler has answered: what is awaited is its answer, not its abandonment.
        if (error is null)
        {
            Assert.Equal(0, (await Soon.Next(worker.Aws.Returns)).VisibilityTimeout);
        }
        else
        {
            Assert.Equal(error, (await NextAsync(worker)).GetProperty("error").GetString());
        }

        while (!stop.IsCompleted)
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(4), stop);
        }

        Assert.Equal(0, worker.Aws.Sent.Reader.Count);
        Assert.Equal(0, worker.Aws.Returns.Reader.Count);
    }

    private static Work Reporting() =>
        async (_, context, cancellationToken) =>
        {
            await context.Progress.ReportAsync(40, TimeSpan.FromSeconds(5), cancellationToken);
            return new Answer("paid");
        };

    private static string Envelope(string replyTo = ReplyTo) =>
        TestWorker.Envelope().Replace("\"input\":", replyTo + ",\"input\":", StringComparison.Ordinal);

    private static string? Status(JsonElement message) => message.GetProperty("status").GetString();

    private static async Task<JsonElement> NextAsync(TestWorker worker)
    {
        SendMessageRequest request = await Soon.Next(worker.Aws.Sent);
        Assert.Equal(ReplyQueue, request.QueueUrl);
        using var document = JsonDocument.Parse(request.MessageBody);
        return document.RootElement.Clone();
    }
}
