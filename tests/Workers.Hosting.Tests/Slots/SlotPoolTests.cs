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

    [Fact]
    public async Task A_slot_that_is_lent_is_free_for_the_next_job_and_no_more_are_lent_than_there_are()
    {
        await _slots.ReserveAsync(5);
        _slots.Use(5);
        var jobs = Enumerable.Range(0, 6).Select(_ => new Holder()).ToArray();
        foreach (var job in jobs[..5])
        {
            _slots.Lend(job);
        }

        Assert.Equal((5, 0, 0), _slots.Counts);

        await _slots.ReserveAsync(1);
        _slots.Use(1);
        _slots.Lend(jobs[5]);
        Assert.Equal((4, 0, 1), _slots.Counts);

        _slots.Release(jobs[5]);
        _slots.Release(jobs[0]);
        Assert.Equal((5, 0, 0), _slots.Counts);
    }

    [Fact]
    public async Task A_slot_that_is_taken_back_is_missing_until_its_job_ends_even_if_another_has_it()
    {
        var job = new Holder();
        await _slots.ReserveAsync(5);
        _slots.Use(5);
        _slots.Lend(job);
        Assert.Equal(1, await _slots.ReserveAsync(1));
        _slots.Use(1);

        _slots.TakeBack(job);
        var waiting = _slots.ReserveAsync(1).AsTask();
        _slots.Release();
        Assert.False(waiting.IsCompleted);

        _slots.Release(job);
        Assert.Equal(1, await Soon.Within(waiting));
    }

    [Fact]
    public async Task A_job_that_has_to_report_again_lends_nothing()
    {
        var job = new Holder();
        await _slots.ReserveAsync(1);
        _slots.Use(1);
        _slots.TakeBack(job);

        _slots.Lend(job);
        Assert.Equal((4, 0, 1), _slots.Counts);

        _slots.Release(job);
        Assert.Equal((5, 0, 0), _slots.Counts);
    }

    [Fact]
    public async Task Slots_that_are_about_to_come_free_are_reserved_ahead_once()
    {
        await _slots.ReserveAsync(5);
        _slots.Use(5);

        Assert.Equal(3, await _slots.ReserveAsync(10, expected: () => 3));
        var waiting = _slots.ReserveAsync(10, expected: () => 3).AsTask();
        Assert.False(waiting.IsCompleted);

        _slots.Use(3);
        Assert.Equal((0, 0, 5), _slots.Counts);

        _slots.Release();
        Assert.Equal(1, await Soon.Within(waiting));
    }

    private sealed class Holder : SlotHolder;
}
