namespace Workers.Emulator.Tests.Sqs;

public sealed class QueueTests
{
    [Fact]
    public async Task Creating_a_queue_again_finds_it_unless_an_attribute_differs()
    {
        await using var queue = await QueueFixture.CreateAsync(attributes: new { VisibilityTimeout = "20" });

        var again = await queue.CallAsync("CreateQueue", new { QueueName = "jobs" });
        var (code, message) = await queue.FailAsync(
            "CreateQueue",
            new { QueueName = "jobs", Attributes = new { VisibilityTimeout = "21" } }
        );

        Assert.Equal(queue.Url, again.GetProperty("QueueUrl").GetString());
        Assert.Equal("QueueAlreadyExists", code);
        Assert.Contains("VisibilityTimeout", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_of_a_deleted_queue_is_free_after_a_minute()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await queue.SendAsync("a");
        await queue.CallAsync("DeleteQueue", new { QueueUrl = queue.Url });

        queue.Clock.Advance(59);
        Assert.Equal(
            "AWS.SimpleQueueService.QueueDeletedRecently",
            (await queue.FailAsync("CreateQueue", new { QueueName = "jobs" })).Code
        );
        queue.Clock.Advance(1);
        await queue.CallAsync("CreateQueue", new { QueueName = "jobs" });

        Assert.Empty(await queue.ReceiveAsync());
    }

    [Fact]
    public async Task A_purge_empties_the_queue_and_is_allowed_once_a_minute()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await queue.SendAsync("a");
        await queue.SendAsync("b", delay: 10);
        await queue.CallAsync("PurgeQueue", new { QueueUrl = queue.Url });
        Assert.Equal((0, 0, 0), await queue.CountsAsync());

        queue.Clock.Advance(59);
        Assert.Equal(
            "AWS.SimpleQueueService.PurgeQueueInProgress",
            (await queue.FailAsync("PurgeQueue", new { QueueUrl = queue.Url })).Code
        );
        queue.Clock.Advance(1);
        await queue.CallAsync("PurgeQueue", new { QueueUrl = queue.Url });
    }

    [Fact]
    public async Task Queues_are_listed_by_prefix_and_page_by_page()
    {
        await using var queue = await QueueFixture.CreateAsync();
        foreach (var name in new[] { "letters-a", "letters-b", "letters-c" })
        {
            await queue.CallAsync("CreateQueue", new { QueueName = name });
        }

        var first = await queue.CallAsync("ListQueues", new { QueueNamePrefix = "letters", MaxResults = 2 });
        var second = await queue.CallAsync(
            "ListQueues",
            new
            {
                QueueNamePrefix = "letters",
                MaxResults = 2,
                NextToken = first.GetProperty("NextToken").GetString(),
            }
        );

        Assert.Equal(2, first.GetProperty("QueueUrls").GetArrayLength());
        Assert.EndsWith("letters-c", Assert.Single(second.GetProperty("QueueUrls").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.False(second.TryGetProperty("NextToken", out _));
    }

    [Theory]
    [InlineData("VisibilityTimeout", "43201", "InvalidAttributeValue", "Invalid value for the parameter VisibilityTimeout.")]
    [InlineData("DelaySeconds", "soon", "InvalidAttributeValue", "Invalid value for the parameter DelaySeconds.")]
    [InlineData("Colour", "red", "InvalidAttributeName", "Unknown Attribute Colour.")]
    public async Task A_wrong_attribute_is_refused_by_name(string name, string value, string code, string message)
    {
        await using var queue = await QueueFixture.CreateAsync();

        var error = await queue.FailAsync(
            "SetQueueAttributes",
            new { QueueUrl = queue.Url, Attributes = new Dictionary<string, string> { [name] = value } }
        );

        Assert.Equal((code, message), error);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("jobs.fifo")]
    [InlineData("")]
    public async Task A_wrong_name_is_refused(string name)
    {
        await using var queue = await QueueFixture.CreateAsync();

        var (code, message) = await queue.FailAsync("CreateQueue", new { QueueName = name });

        Assert.Equal(
            ("InvalidParameterValue", "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"),
            (code, message)
        );
    }

    [Fact]
    public async Task A_queue_of_another_account_does_not_exist()
    {
        await using var queue = await QueueFixture.CreateAsync();

        var (code, _) = await queue.FailAsync(
            "SendMessage",
            new { QueueUrl = "http://emulator.test:4566/111111111111/jobs", MessageBody = "x" }
        );

        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue", code);
    }

    [Fact]
    public async Task Statistics_tell_what_happened_in_a_queue()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await queue.SendAsync("a");
        await queue.SendAsync("b");
        queue.Clock.Advance(0.25);
        var messages = await queue.ReceiveAsync();
        await queue.DeleteAsync(messages[0]);

        var statistics = (await queue.Emulator.StatisticsAsync()).GetProperty("queues").GetProperty("jobs");

        Assert.Equal(2, statistics.GetProperty("sent").GetInt32());
        Assert.Equal(2, statistics.GetProperty("received").GetInt32());
        Assert.Equal(1, statistics.GetProperty("deleted").GetInt32());
        Assert.Equal(1, statistics.GetProperty("inFlight").GetInt32());
        Assert.InRange(statistics.GetProperty("sentToReceivedMs").GetProperty("p99").GetDouble(), 250, 254);
    }
}
