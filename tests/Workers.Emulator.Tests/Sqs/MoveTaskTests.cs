using System.Text.Json;

namespace Workers.Emulator.Tests.Sqs;

/// <summary>Dead letters on their way back.</summary>
public sealed class MoveTaskTests
{
    private const string DeadUrl = "http://emulator.test:4566/000000000000/dead";
    private const string DeadArn = "arn:aws:sqs:us-east-1:000000000000:dead";

    [Fact]
    public async Task Dead_letters_go_back_to_where_they_came_from()
    {
        await using var queue = await WithDeadLettersAsync(3);

        await queue.CallAsync("StartMessageMoveTask", new { SourceArn = DeadArn });

        Assert.Equal(["m0", "m1", "m2"], await queue.ReceiveBodiesAsync());
        var task = await LatestAsync(queue);
        Assert.Equal(("COMPLETED", 3, 3), (Text(task, "Status"), Number(task, "Moved"), Number(task, "ToMove")));
    }

    [Fact]
    public async Task Messages_go_where_the_request_says()
    {
        await using var queue = await WithDeadLettersAsync(1);
        await queue.CallAsync("CreateQueue", new { QueueName = "other" });

        await queue.CallAsync(
            "StartMessageMoveTask",
            new { SourceArn = DeadArn, DestinationArn = "arn:aws:sqs:us-east-1:000000000000:other" }
        );

        Assert.Empty(await queue.ReceiveAsync());
        Assert.Equal("m0", Assert.Single(await queue.ReceiveAsync(url: "http://emulator.test:4566/000000000000/other")).Body);
    }

    [Fact]
    public async Task A_rate_is_kept_until_the_task_is_cancelled()
    {
        await using var queue = await WithDeadLettersAsync(5);
        var started = await queue.CallAsync("StartMessageMoveTask", new { SourceArn = DeadArn, MaxNumberOfMessagesPerSecond = 1 });
        queue.Clock.Advance(2);
        var running = await LatestAsync(queue);
        var second = await queue.FailAsync("StartMessageMoveTask", new { SourceArn = DeadArn });

        var cancelled = await queue.CallAsync("CancelMessageMoveTask", new { TaskHandle = Text(started, "TaskHandle") });
        queue.Clock.Advance(10);

        Assert.Equal(
            ("RUNNING", Text(started, "TaskHandle"), 3),
            (Text(running, "Status"), Text(running, "TaskHandle"), Number(running, "Moved"))
        );
        Assert.Equal("AWS.SimpleQueueService.UnsupportedOperation", second.Code);
        Assert.Equal(3, cancelled.GetProperty("ApproximateNumberOfMessagesMoved").GetInt32());
        Assert.Equal(3, (await queue.CountsAsync()).Visible);
        Assert.Equal("CANCELLED", Text(await LatestAsync(queue), "Status"));
        Assert.Equal("ResourceNotFoundException", (await queue.FailAsync("CancelMessageMoveTask", new { TaskHandle = "none" })).Code);
    }

    [Fact]
    public async Task A_message_that_came_from_nowhere_ends_the_task_and_is_not_lost()
    {
        await using var queue = await WithDeadLettersAsync(0);
        await queue.CallAsync("SendMessage", new { QueueUrl = DeadUrl, MessageBody = "sent here" });

        await queue.CallAsync("StartMessageMoveTask", new { SourceArn = DeadArn });

        var task = await LatestAsync(queue);
        Assert.Equal(("FAILED", "CouldNotDetermineMessageSource"), (Text(task, "Status"), Text(task, "FailureReason")));
        Assert.Equal("sent here", Assert.Single(await queue.ReceiveAsync(url: DeadUrl)).Body);
    }

    [Fact]
    public async Task Only_a_dead_letter_queue_is_emptied()
    {
        await using var queue = await WithDeadLettersAsync(0);

        var live = await queue.FailAsync("StartMessageMoveTask", new { SourceArn = "arn:aws:sqs:us-east-1:000000000000:jobs" });
        var none = await queue.FailAsync("StartMessageMoveTask", new { SourceArn = "arn:aws:sqs:us-east-1:000000000000:none" });

        Assert.Equal(("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue."), live);
        Assert.Equal("ResourceNotFoundException", none.Code);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static int Number(JsonElement task, string what) => task.GetProperty($"ApproximateNumberOfMessages{what}").GetInt32();

    private static async Task<JsonElement> LatestAsync(QueueFixture queue) =>
        (await queue.CallAsync("ListMessageMoveTasks", new { SourceArn = DeadArn })).GetProperty("Results")[0];

    private static async Task<QueueFixture> WithDeadLettersAsync(int messages)
    {
        var queue = await QueueFixture.CreateAsync("jobs");
        await queue.CallAsync("CreateQueue", new { QueueName = "dead" });
        await queue.CallAsync(
            "SetQueueAttributes",
            new
            {
                QueueUrl = queue.Url,
                Attributes = new { RedrivePolicy = $$"""{"deadLetterTargetArn":"{{DeadArn}}","maxReceiveCount":1}""" },
            }
        );
        for (var i = 0; i < messages; i++)
        {
            await queue.SendAsync($"m{i}");
        }

        await queue.ReceiveAsync(visibility: 0);
        Assert.Empty(await queue.ReceiveAsync());
        return queue;
    }
}
