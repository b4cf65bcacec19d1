using Workers.Hosting.Slots;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Slots;

public sealed class SlotPoolTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly SlotPool _slots;

    public SlotPoolTests() => _slots = new SlotPool(5, _time);

    public void Dispose() => _slots.Dispose();

    [Fact]
    public async Task Reserved_and_used_are_counted_apart()
    {
        Assert.Equal(3, await _slots.ReserveAsync(3));
        Assert.Equal((2, 3, 0), _slots.Counts);

        _slots.Use(2);
        _slots.Unreserve(1);
        Assert.Equal((3, 0, 2), _slots.Counts);

        _slots.Release();
        _slots.Release();
        Assert.Equal((5, 0, 0), _slots.Counts);
    }

    [Fact]
    public async Task The_peak_is_told_once_and_knows_of_jobs_that_came_and_went()
    {
        Assert.Equal(0, _slots.TakePeak());
        Assert.Equal(3, await _slots.ReserveAsync(3));
        _slots.Use(3);
        _slots.Release();
        _slots.Release();

        Assert.Equal(3, _slots.TakePeak());
        Assert.Equal(1, _slots.TakePeak());

        _slots.Release();
        Assert.Equal(1, _slots.TakePeak());
        Assert.Equal(0, _slots.TakePeak());
    }

    [Fact]
    public async Task A_reservation_takes_what_is_free_and_waits_only_for_the_first()
    {
        Assert.Equal(5, await _slots.ReserveAsync(10));
        _slots.Use(5);
        var waiting = _slots.ReserveAsync(10).AsTask();
        Assert.False(waiting.IsCompleted);

        _slots.Release();

        Assert.Equal(1, await Soon.Within(waiting));
    }

    [Fact]
    public async Task A_reservation_that_lingers_takes_all_it_wants_as_soon_as_they_are_free()
    {
        await _slots.ReserveAsync(4);
        _slots.Use(4);
        var waiting = _slots.ReserveAsync(10, TimeSpan.FromMilliseconds(50)).AsTask();

        for (var i = 0; i < 4; i++)
        {
            Assert.False(waiting.IsCompleted);
            _slots.Release();
        }

        Assert.Equal(5, await Soon.Within(waiting));
    }

    [Fact]
    public async Task A_reservation_that_lingers_takes_what_it_got_when_its_time_is_over()
    {
        await _slots.ReserveAsync(4);
        _slots.Use(4);
        var waiting = _slots.ReserveAsync(10, TimeSpan.FromMilliseconds(50)).AsTask();
        _slots.Release();
        Assert.False(waiting.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Equal(2, await Soon.Within(waiting));
    }

    [Fact]
    public async Task A_closed_pool_hands_out_nothing()
    {
        await _slots.ReserveAsync(5);
        var waiting = _slots.ReserveAsync(1).AsTask();

        _slots.Close();

        Assert.Equal(0, await Soon.Within(waiting));
        Assert.Equal(0, await _slots.ReserveAsync(1));
    }
}
