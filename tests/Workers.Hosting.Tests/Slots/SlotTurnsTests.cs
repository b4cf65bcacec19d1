using Workers.Hosting.Slots;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Slots;

public sealed class SlotTurnsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly SlotTurns _turns;

    public SlotTurnsTests() => _turns = new SlotTurns(2, _time);

    [Fact]
    public async Task As_many_jobs_as_there_are_slots_have_their_turn_and_the_others_in_the_order_of_their_coming()
    {
        Assert.True(await _turns.TakeAsync(Patience, TestContext.Current.CancellationToken));
        Assert.True(await _turns.TakeAsync(Patience, TestContext.Current.CancellationToken));
        var third = _turns.TakeAsync(Patience, TestContext.Current.CancellationToken).AsTask();
        var fourth = _turns.TakeAsync(Patience, TestContext.Current.CancellationToken).AsTask();
        Assert.False(_turns.ComeFree);

        _turns.Give();
        Assert.True(await Soon.Within(third));
        Assert.False(fourth.IsCompleted);

        _turns.Give();
        Assert.True(await Soon.Within(fourth));
        Assert.True(_turns.ComeFree);
    }

    [Fact]
    public async Task Who_waits_in_vain_leaves_and_turns_are_not_counted_on_until_the_next_one_is_given()
    {
        await _turns.TakeAsync(Patience, TestContext.Current.CancellationToken);
        await _turns.TakeAsync(Patience, TestContext.Current.CancellationToken);
        var third = _turns.TakeAsync(Patience, TestContext.Current.CancellationToken).AsTask();

        _time.Advance(Patience);

        Assert.False(await Soon.Within(third));
        Assert.False(_turns.ComeFree);

        // It is nobody's but the next one's.
        _turns.Give();
        Assert.True(_turns.ComeFree);
        Assert.True(await _turns.TakeAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_says_nothing_about_the_turns()
    {
        using var cancelled = new CancellationTokenSource();
        await _turns.TakeAsync(Patience, TestContext.Current.CancellationToken);
        await _turns.TakeAsync(Patience, TestContext.Current.CancellationToken);
        var third = _turns.TakeAsync(Timeout.InfiniteTimeSpan, cancelled.Token).AsTask();

        await cancelled.CancelAsync();

        Assert.False(await Soon.Within(third));
        Assert.True(_turns.ComeFree);
    }
}
