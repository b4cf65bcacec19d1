using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Hosting.Jobs;
using Workers.Hosting.Settings;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.DeadLetters;

public sealed class DeadLetterTests
{
    [Fact]
    public async Task The_task_of_a_dead_message_is_failed_by_name_and_the_message_deleted()
    {
        await using var worker = await TestWorker.DeadLettersAsync();
        await Soon.Next(worker.Aws.Receives);

        worker.Aws.AnswerReceive(Dead("m1", TestWorker.Envelope("t1"), receiveCount: 4));

        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal(("t1", "Worker.DeadLettered"), (failure.TaskToken, failure.Error));
        Assert.Contains("Message m1 of queue letters ", failure.Cause, StringComparison.Ordinal);
        Assert.Contains("receive count 4", failure.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("c1", failure.Cause, StringComparison.Ordinal);
        Assert.Equal("receipt-m1", Assert.Single((await DeletedAsync(worker)).Entries).ReceiptHandle);
        Assert.DoesNotContain("t1]", worker.Log.Text, StringComparison.Ordinal);
        Assert.Equal(0, worker.Aws.Heartbeats.Reader.Count);
    }

    [Theory]
    [InlineData("""{"taskToken":"t1","input":{"id": }""")]
    [InlineData("""{"taskToken":"t1","job":{"attempt":"x"},"input":null}""")]
    [InlineData("""{"taskToken":"t1"}""")]
    [InlineData("""{"version":"0","detail-type":"Job","detail":{"taskToken":"t1","job":{},"input":1}}""")]
    [InlineData("""{"detail-type":"Job","detail":{"job":{},"taskToken":"t1","input":1""")]
    public async Task The_token_is_found_in_a_message_that_no_handler_could_read(string body)
    {
        await using var worker = await TestWorker.DeadLettersAsync();
        await Soon.Next(worker.Aws.Receives);

        worker.Aws.AnswerReceive(Dead("m1", body));

        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal(("t1", "Worker.DeadLettered"), (failure.TaskToken, failure.Error));
        await DeletedAsync(worker);
    }

    [Fact]
    public async Task A_dead_message_whose_task_is_closed_is_deleted()
    {
        await using var worker = await TestWorker.DeadLettersAsync();
        worker.Aws.OnFailure = _ => throw new TaskTimedOutException("Task Timed Out: 'Provided task does not exist anymore'");
        await Soon.Next(worker.Aws.Receives);

        worker.Aws.AnswerReceive(Dead("m1", TestWorker.Envelope("t1")));

        Assert.Equal("receipt-m1", Assert.Single((await DeletedAsync(worker)).Entries).ReceiptHandle);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("""{"id":"c1"}""")]
    [InlineData("""{"detail-type":"Job","detail":{"id":"c1"}}""")]
    public async Task A_dead_message_without_a_token_is_kept_told_by_its_id_and_paused(string body)
    {
        await using var worker = await TestWorker.DeadLettersAsync();
        await Soon.Next(worker.Aws.Receives);

        worker.Aws.AnswerReceive(Dead("m1", body, receiveCount: 9));

        var kept = await Soon.Next(worker.Aws.Returns);
        Assert.Equal("receipt-m1", kept.ReceiptHandle);
        Assert.InRange(kept.VisibilityTimeout, 300, 900);
        Assert.Contains("Error: dead-letters: a dead message carries no readable task token", worker.Log.Text, StringComparison.Ordinal);
        Assert.Contains("m1", worker.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("c1", worker.Log.Text, StringComparison.Ordinal);
        Assert.Equal((0, 0), (worker.Aws.Failures.Reader.Count, worker.Aws.Deletes.Reader.Count));
    }

    [Fact]
    public async Task A_dead_message_whose_token_is_refused_is_kept()
    {
        await using var worker = await TestWorker.DeadLettersAsync();
        worker.Aws.OnFailure = _ => throw new InvalidTokenException("Invalid Token: 'Invalid token'");
        await Soon.Next(worker.Aws.Receives);

        worker.Aws.AnswerReceive(Dead("m1", TestWorker.Envelope("t1"), receiveCount: 4));

        Assert.Equal("receipt-m1", (await Soon.Next(worker.Aws.Returns)).ReceiptHandle);
        Assert.Equal(0, worker.Aws.Deletes.Reader.Count);
    }

    [Fact]
    public async Task A_throttled_failure_is_sent_again()
    {
        await using var worker = await TestWorker.DeadLettersAsync();
        var sent = 0;
        worker.Aws.OnFailure = _ =>
            ++sent == 1
                ? throw new AwsServiceException("ThrottlingException", "Rate exceeded", 400, AwsErrorKind.Throttled)
                : Task.CompletedTask;
        await Soon.Next(worker.Aws.Receives);

        worker.Aws.AnswerReceive(Dead("m1", TestWorker.Envelope("t1")));
        await Soon.Next(worker.Aws.Failures);
        await worker.AdvanceToAsync(worker.Aws.Failures, TimeSpan.FromSeconds(10));

        await DeletedAsync(worker);
    }

    [Fact]
    public void Each_name_in_the_settings_becomes_a_source()
    {
        string[] args =
        [
            "--DeadLetters:letters-dead:QueueName=letters-dead",
            "--DeadLetters:desk-dead:QueueUrl=https://sqs.eu-central-1.amazonaws.com/000000000000/desk-dead",
        ];

        var settings = Settings(WorkerHost.CreateBuilder(args).AddDeadLetters());

        settings.ThrowIfWrong();
        Assert.Equal(["desk-dead", "letters-dead"], settings.Queues.Select(queue => queue.Registration.Name).Order());
        Assert.Contains("letters-dead", settings.Queues.Select(queue => queue.Options.QueueName));
    }

    [Fact]
    public void A_dead_letter_queue_without_a_queue_is_told_by_its_setting()
    {
        var settings = Settings(WorkerHost.CreateBuilder([]).AddDeadLetters("letters-dead"));

        var exception = Assert.Throws<WorkerConfigurationException>(settings.ThrowIfWrong);

        Assert.Contains("DeadLetters__letters_dead__QueueUrl", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Queues:desk:QueueName=desk", true)]
    [InlineData("--Queues:desk:QueueUrl=https://desk", true)]
    [InlineData("--Queues:desk:Slots=3", false)]
    public void HasQueue_AsksForTheQueueItself(string setting, bool has) =>
        Assert.Equal(has, WorkerHost.CreateBuilder([setting]).HasQueue("desk"));

    private static WorkerSettings Settings(WorkerHostBuilder builder) =>
        new(
            builder.Configuration,
            [],
            builder.Services.Select(service => service.ImplementationInstance).OfType<QueueRegistration>(),
            [],
            []
        );

    private static SqsMessage Dead(string id, string body, int receiveCount = 4)
    {
        var message = AwsDouble.Message(id, body, receiveCount);
        return message with
        {
            Attributes = new Dictionary<string, string>(message.Attributes!)
            {
                ["DeadLetterQueueSourceArn"] = "arn:aws:sqs:eu-central-1:000000000000:letters",
            },
        };
    }

    private static async Task<DeleteMessageBatchRequest> DeletedAsync(TestWorker worker) =>
        await worker.AdvanceToAsync(worker.Aws.Deletes, TimeSpan.FromMilliseconds(50));
}
