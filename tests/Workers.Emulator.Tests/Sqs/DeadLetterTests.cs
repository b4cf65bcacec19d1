namespace Workers.Emulator.Tests.Sqs;

public sealed class DeadLetterTests
{
    private const string DeadUrl = "http://emulator.test:4566/000000000000/dead";

    [Fact]
    public async Task A_message_received_too_often_goes_to_the_dead_letter_queue_as_it_is()
    {
        await using var queue = await CreateAsync(maxReceiveCount: 2);
        await queue.SendAsync("poison");
        var original = Assert.Single(await queue.ReceiveAsync(visibility: 0));
        await queue.ReceiveAsync(visibility: 0);

        Assert.Empty(await queue.ReceiveAsync());

        queue.Clock.Advance(5);
        var dead = Assert.Single(await queue.ReceiveAsync(url: DeadUrl));
        Assert.Equal(original.Id, dead.Id);
        Assert.Equal("3", dead.Attribute("ApproximateReceiveCount"));
        Assert.Equal(original.Attribute("SentTimestamp"), dead.Attribute("SentTimestamp"));
        Assert.Equal("arn:aws:sqs:us-east-1:000000000000:jobs", dead.Attribute("DeadLetterQueueSourceArn"));
        var statistics = (await queue.Emulator.StatisticsAsync()).GetProperty("queues").GetProperty("jobs");
        Assert.Equal(1, statistics.GetProperty("deadLettered").GetInt32());
        Assert.Equal(1, statistics.GetProperty("redelivered").GetInt32());
    }

    [Fact]
    public async Task A_receive_held_on_the_dead_letter_queue_is_answered_when_a_message_is_moved()
    {
        await using var queue = await CreateAsync(maxReceiveCount: 1);
        await queue.SendAsync("poison");
        await queue.ReceiveAsync(visibility: 0);
        var held = queue.ReceiveAsync(wait: 20, url: DeadUrl);

        await queue.ReceiveAsync();

        Assert.Equal("poison", Assert.Single(await held).Body);
    }

    [Fact]
    public async Task A_receive_skips_what_it_moves_and_brings_what_is_behind_it()
    {
        await using var queue = await CreateAsync(maxReceiveCount: 1);
        await queue.SendAsync("poison");
        await queue.ReceiveAsync(visibility: 0);
        await queue.SendAsync("good");

        Assert.Equal(["good"], await queue.ReceiveBodiesAsync(most: 1));
    }

    [Fact]
    public async Task Two_queues_that_are_one_anothers_dead_letter_queue_pass_a_message_to_and_fro()
    {
        await using var queue = await CreateAsync(maxReceiveCount: 1);
        await queue.CallAsync(
            "SetQueueAttributes",
            new
            {
                QueueUrl = DeadUrl,
                Attributes = new
                {
                    RedrivePolicy = """{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:jobs","maxReceiveCount":1}""",
                },
            }
        );
        await queue.SendAsync("ball");

        await queue.ReceiveAsync(visibility: 0);
        await queue.ReceiveAsync();
        await queue.ReceiveAsync(visibility: 0, url: DeadUrl);
        await queue.ReceiveAsync(url: DeadUrl);

        Assert.Equal(["ball"], await queue.ReceiveBodiesAsync());
    }

    [Fact]
    public async Task The_sources_of_a_dead_letter_queue_are_listed()
    {
        await using var queue = await CreateAsync(maxReceiveCount: 3);

        var answer = await queue.CallAsync("ListDeadLetterSourceQueues", new { QueueUrl = DeadUrl });

        Assert.Equal([queue.Url], answer.GetProperty("queueUrls").EnumerateArray().Select(url => url.GetString()));
    }

    [Theory]
    [InlineData("""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:nowhere","maxReceiveCount":1}""", "does not exist")]
    [InlineData("""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":1001}""", "from 1 to 1000")]
    [InlineData("""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead"}""", "maxReceiveCount")]
    [InlineData("no JSON", "not a valid JSON map")]
    public async Task A_redrive_policy_that_cannot_work_is_refused(string policy, string reason)
    {
        await using var queue = await CreateAsync(maxReceiveCount: 1);

        var (code, message) = await queue.FailAsync(
            "SetQueueAttributes",
            new { QueueUrl = queue.Url, Attributes = new { RedrivePolicy = policy } }
        );

        Assert.Equal("InvalidParameterValue", code);
        Assert.StartsWith($"Value {policy} for parameter RedrivePolicy is invalid. Reason: ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    private static async Task<QueueFixture> CreateAsync(int maxReceiveCount)
    {
        var queue = await QueueFixture.CreateAsync();
        await queue.CallAsync("CreateQueue", new { QueueName = "dead" });
        var policy = $$"""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":{{maxReceiveCount}}}""";
        await queue.CallAsync("SetQueueAttributes", new { QueueUrl = queue.Url, Attributes = new { RedrivePolicy = policy } });
        return queue;
    }
}
