namespace Workers.Emulator.Tests.Sqs;

public sealed class FifoTests
{
    [Fact]
    public async Task A_group_with_a_message_in_flight_waits_and_other_groups_do_not()
    {
        await using var queue = await QueueFixture.CreateFifoAsync();
        await queue.SendToGroupAsync("a", "a1");
        await queue.SendToGroupAsync("a", "a2");
        await queue.SendToGroupAsync("b", "b1");

        var first = Assert.Single(await queue.ReceiveAsync(most: 1));
        Assert.Equal("a1", first.Body);
        Assert.Equal(["b1"], await queue.ReceiveBodiesAsync());
        Assert.Empty(await queue.ReceiveAsync());

        await queue.DeleteAsync(first);
        Assert.Equal(["a2"], await queue.ReceiveBodiesAsync());
    }

    [Fact]
    public async Task One_receive_may_bring_several_messages_of_a_group_in_order()
    {
        await using var queue = await QueueFixture.CreateFifoAsync();
        foreach (var body in new[] { "1", "2", "3" })
        {
            await queue.SendToGroupAsync("a", body);
        }

        var messages = await queue.ReceiveAsync();

        Assert.Equal(["1", "2", "3"], messages.Select(message => message.Body));
        Assert.Equal(
            messages.Select(m => m.Attribute("SequenceNumber")).Order(StringComparer.Ordinal),
            messages.Select(m => m.Attribute("SequenceNumber"))
        );
    }

    [Fact]
    public async Task A_message_that_comes_back_is_delivered_before_those_behind_it()
    {
        await using var queue = await QueueFixture.CreateFifoAsync();
        await queue.SendToGroupAsync("a", "1");
        await queue.SendToGroupAsync("a", "2");
        await queue.ReceiveAsync(most: 1, visibility: 10);

        queue.Clock.Advance(10);

        Assert.Equal(["1", "2"], await queue.ReceiveBodiesAsync());
    }

    [Fact]
    public async Task A_held_receive_gets_the_next_of_a_group_when_the_one_before_is_deleted()
    {
        await using var queue = await QueueFixture.CreateFifoAsync();
        await queue.SendToGroupAsync("a", "1");
        await queue.SendToGroupAsync("a", "2");
        var first = Assert.Single(await queue.ReceiveAsync(most: 1));
        var held = queue.ReceiveAsync(wait: 20);
        Assert.False(held.IsCompleted);

        await queue.DeleteAsync(first);

        Assert.Equal("2", Assert.Single(await held).Body);
    }

    [Fact]
    public async Task A_duplicate_within_five_minutes_is_answered_like_the_first_and_dropped()
    {
        await using var queue = await QueueFixture.CreateFifoAsync();
        var first = await queue.SendToGroupAsync("a", "same");
        queue.Clock.Advance(299);
        var second = await queue.SendToGroupAsync("b", "same");
        Assert.Equal(first.GetProperty("MessageId").GetString(), second.GetProperty("MessageId").GetString());
        Assert.Equal(first.GetProperty("SequenceNumber").GetString(), second.GetProperty("SequenceNumber").GetString());
        Assert.Single(await queue.ReceiveAsync());

        queue.Clock.Advance(1);
        var third = await queue.SendToGroupAsync("b", "same");

        Assert.NotEqual(first.GetProperty("MessageId").GetString(), third.GetProperty("MessageId").GetString());
        Assert.Single(await queue.ReceiveAsync());
    }

    [Fact]
    public async Task An_expired_handle_neither_deletes_nor_extends()
    {
        await using var queue = await QueueFixture.CreateFifoAsync();
        await queue.SendToGroupAsync("a", "1");
        var message = Assert.Single(await queue.ReceiveAsync(visibility: 1));
        queue.Clock.Advance(1);

        var delete = await queue.FailAsync("DeleteMessage", new { QueueUrl = queue.Url, ReceiptHandle = message.Handle });
        var change = await queue.FailAsync(
            "ChangeMessageVisibility",
            new
            {
                QueueUrl = queue.Url,
                ReceiptHandle = message.Handle,
                VisibilityTimeout = 5,
            }
        );

        Assert.Equal("InvalidParameterValue", delete.Code);
        Assert.EndsWith("Reason: The receipt handle has expired.", delete.Message, StringComparison.Ordinal);
        Assert.EndsWith("Reason: The receipt handle has expired.", change.Message, StringComparison.Ordinal);
        Assert.Single(await queue.ReceiveAsync());
    }

    [Fact]
    public async Task A_message_needs_a_group()
    {
        await using var queue = await QueueFixture.CreateFifoAsync();

        var (code, message) = await queue.FailAsync("SendMessage", new { QueueUrl = queue.Url, MessageBody = "x" });

        Assert.Equal(("MissingParameter", "The request must contain the parameter MessageGroupId."), (code, message));
    }

    [Fact]
    public async Task A_message_needs_a_deduplication_id_where_content_does_not_serve_as_one()
    {
        await using var queue = await QueueFixture.CreateAsync("strict.fifo", new { FifoQueue = "true" });

        var (code, _) = await queue.FailAsync(
            "SendMessage",
            new
            {
                QueueUrl = queue.Url,
                MessageBody = "x",
                MessageGroupId = "g",
            }
        );

        Assert.Equal("InvalidParameterValue", code);
    }
}
