namespace Workers.Emulator.Tests.Sqs;

public sealed class VisibilityTests
{
    [Fact]
    public async Task A_received_message_is_hidden_until_its_visibility_timeout_is_over()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await queue.SendAsync("a");

        var first = Assert.Single(await queue.ReceiveAsync());
        queue.Clock.Advance(29.9);
        Assert.Empty(await queue.ReceiveAsync());
        queue.Clock.Advance(0.1);
        var second = Assert.Single(await queue.ReceiveAsync());

        Assert.Equal(first.Id, second.Id);
        Assert.NotEqual(first.Handle, second.Handle);
        Assert.Equal("2", second.Attribute("ApproximateReceiveCount"));
        Assert.Equal(first.Attribute("ApproximateFirstReceiveTimestamp"), second.Attribute("ApproximateFirstReceiveTimestamp"));
    }

    [Fact]
    public async Task A_changed_timeout_counts_from_the_change()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await queue.SendAsync("a");
        var message = Assert.Single(await queue.ReceiveAsync());

        queue.Clock.Advance(20);
        await queue.ChangeVisibilityAsync(message, 15);
        queue.Clock.Advance(14);
        Assert.Empty(await queue.ReceiveAsync());
        queue.Clock.Advance(1);
        Assert.Single(await queue.ReceiveAsync());
    }

    [Fact]
    public async Task A_timeout_of_zero_gives_the_message_back_at_once()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await queue.SendAsync("a");
        var message = Assert.Single(await queue.ReceiveAsync());

        await queue.ChangeVisibilityAsync(message, 0);

        Assert.Equal("2", Assert.Single(await queue.ReceiveAsync()).Attribute("ApproximateReceiveCount"));
    }

    [Fact]
    public async Task Twelve_hours_after_the_receive_the_timeout_cannot_be_extended_further()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await queue.SendAsync("a");
        var message = Assert.Single(await queue.ReceiveAsync(visibility: 43_200));
        queue.Clock.Advance(43_000);

        await queue.ChangeVisibilityAsync(message, 200);
        var (code, text) = await queue.FailAsync(
            "ChangeMessageVisibility",
            new
            {
                QueueUrl = queue.Url,
                ReceiptHandle = message.Handle,
                VisibilityTimeout = 201,
            }
        );

        Assert.Equal("InvalidParameterValue", code);
        Assert.Contains("Total VisibilityTimeout for the message is beyond the limit", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_message_never_comes_back_and_deleting_again_succeeds()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await queue.SendAsync("a");
        var message = Assert.Single(await queue.ReceiveAsync());

        await queue.DeleteAsync(message);
        await queue.DeleteAsync(message);
        queue.Clock.Advance(3600);

        Assert.Empty(await queue.ReceiveAsync());
        Assert.Equal((0, 0, 0), await queue.CountsAsync());
    }

    [Fact]
    public async Task A_standard_queue_deletes_by_a_handle_whose_timeout_is_over()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await queue.SendAsync("a");
        var message = Assert.Single(await queue.ReceiveAsync());
        queue.Clock.Advance(31);

        await queue.DeleteAsync(message);

        Assert.Empty(await queue.ReceiveAsync());
    }

    [Theory]
    [InlineData("bm90IGEgaGFuZGxl")]
    [InlineData("not base64!")]
    public async Task A_handle_that_was_never_issued_is_refused(string handle)
    {
        await using var queue = await QueueFixture.CreateAsync();

        var (code, message) = await queue.FailAsync("DeleteMessage", new { QueueUrl = queue.Url, ReceiptHandle = handle });

        Assert.Equal("ReceiptHandleIsInvalid", code);
        Assert.Equal($"The input receipt handle \"{handle}\" is not a valid receipt handle.", message);
    }

    [Fact]
    public async Task The_counts_tell_visible_delayed_and_in_flight_messages_apart()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await queue.SendAsync("a");
        await queue.SendAsync("b");
        await queue.SendAsync("c", delay: 60);
        await queue.ReceiveAsync(most: 1);

        Assert.Equal((1, 1, 1), await queue.CountsAsync());
        queue.Clock.Advance(60);
        Assert.Equal((3, 0, 0), await queue.CountsAsync());
    }

    [Fact]
    public async Task A_message_older_than_the_retention_period_is_gone()
    {
        await using var queue = await QueueFixture.CreateAsync(attributes: new { MessageRetentionPeriod = "60" });
        await queue.SendAsync("old");
        queue.Clock.Advance(30);
        await queue.SendAsync("young");
        queue.Clock.Advance(30);

        Assert.Equal(["young"], await queue.ReceiveBodiesAsync());
    }
}
