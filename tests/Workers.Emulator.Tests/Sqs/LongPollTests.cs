namespace Workers.Emulator.Tests.Sqs;

public sealed class LongPollTests
{
    [Fact]
    public async Task A_held_receive_is_answered_as_soon_as_a_message_comes()
    {
        await using var queue = await QueueFixture.CreateAsync();
        var held = queue.ReceiveAsync(wait: 20);
        Assert.False(held.IsCompleted);

        await queue.SendAsync("a");

        Assert.Equal("a", Assert.Single(await held).Body);
    }

    [Fact]
    public async Task A_held_receive_is_answered_empty_when_its_wait_is_over()
    {
        await using var queue = await QueueFixture.CreateAsync();
        var held = queue.ReceiveAsync(wait: 20);

        queue.Clock.Advance(19.9);
        Assert.False(held.IsCompleted);
        queue.Clock.Advance(0.1);

        Assert.Empty(await held);
        var statistics = await queue.Emulator.StatisticsAsync();
        Assert.Equal(1, statistics.GetProperty("emptyPolls").GetProperty("AmazonSQS.ReceiveMessage").GetInt32());
    }

    [Fact]
    public async Task The_queues_own_wait_applies_when_the_receive_names_none()
    {
        await using var queue = await QueueFixture.CreateAsync(attributes: new { ReceiveMessageWaitTimeSeconds = "5" });

        var held = queue.ReceiveAsync();
        Assert.False(held.IsCompleted);
        queue.Clock.Advance(5);

        Assert.Empty(await held);
    }

    [Fact]
    public async Task A_held_receive_gets_a_delayed_message_when_the_delay_is_over()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await queue.SendAsync("a", delay: 10);
        var held = queue.ReceiveAsync(wait: 20);

        queue.Clock.Advance(9);
        Assert.False(held.IsCompleted);
        queue.Clock.Advance(1);

        Assert.Equal("a", Assert.Single(await held).Body);
    }

    [Fact]
    public async Task A_held_receive_gets_a_message_whose_visibility_timeout_is_over()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await queue.SendAsync("a");
        await queue.ReceiveAsync(visibility: 7);
        var held = queue.ReceiveAsync(wait: 20);

        queue.Clock.Advance(7);

        Assert.Equal("2", Assert.Single(await held).Attribute("ApproximateReceiveCount"));
    }

    [Fact]
    public async Task Who_has_waited_longest_is_served_first()
    {
        await using var queue = await QueueFixture.CreateAsync();
        var first = queue.ReceiveAsync(wait: 20);
        var second = queue.ReceiveAsync(wait: 20);

        await queue.SendAsync("a");
        Assert.Equal("a", Assert.Single(await first).Body);
        Assert.False(second.IsCompleted);
        await queue.SendAsync("b");

        Assert.Equal("b", Assert.Single(await second).Body);
    }

    [Fact]
    public async Task Five_hundred_held_receives_get_one_message_each()
    {
        await using var queue = await QueueFixture.CreateAsync();
        var held = Enumerable.Range(0, 500).Select(_ => queue.ReceiveAsync(most: 1, wait: 20)).ToList();
        Assert.DoesNotContain(held, receive => receive.IsCompleted);

        for (var i = 0; i < 500; i++)
        {
            await queue.SendAsync($"{i}");
        }

        var bodies = (await Task.WhenAll(held)).Select(messages => Assert.Single(messages).Body);
        Assert.Equal(500, bodies.Distinct().Count());
    }

    [Fact]
    public async Task A_client_that_goes_away_takes_no_message_with_it()
    {
        await using var queue = await QueueFixture.CreateAsync();
        using var gone = new CancellationTokenSource();
        var abandoned = queue.Emulator.PostUntilAsync(
            "AmazonSQS.ReceiveMessage",
            new { QueueUrl = queue.Url, WaitTimeSeconds = 20 },
            gone.Token
        );
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);

        await queue.SendAsync("a");

        Assert.Equal(["a"], await queue.ReceiveBodiesAsync());
    }

    [Fact]
    public async Task A_receive_held_on_a_queue_that_is_deleted_fails()
    {
        await using var queue = await QueueFixture.CreateAsync();
        var held = queue.FailAsync("ReceiveMessage", new { QueueUrl = queue.Url, WaitTimeSeconds = 20 });

        await queue.CallAsync("DeleteQueue", new { QueueUrl = queue.Url });

        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue", (await held).Code);
    }
}
