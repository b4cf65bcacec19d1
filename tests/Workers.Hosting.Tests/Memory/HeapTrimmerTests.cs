using Workers.Hosting.Leases;
using Workers.Hosting.Memory;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Memory;

public sealed class HeapTrimmerTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly HeapTrimmer _trimmer;
    private long _allocated;
    private int _collections;

    public HeapTrimmerTests() => _trimmer = new HeapTrimmer(new WorkerClock(_time), () => _allocated, () => _collections++);

    public void Dispose() => _trimmer.Dispose();

    [Fact]
    public void After_a_rush_the_heap_is_given_back_once_nothing_has_run_for_a_while()
    {
        _allocated = HeapTrimmer.Worth;
        _trimmer.Settle();
        _time.Advance(HeapTrimmer.Rest - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, _collections);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, _collections);

        _trimmer.Stir();
        _trimmer.Settle();
        _time.Advance(HeapTrimmer.Rest * 3);
        Assert.Equal(1, _collections);
    }

    [Fact]
    public void A_trickle_of_jobs_is_not_worth_a_collection()
    {
        _allocated = HeapTrimmer.Worth - 1;
        _trimmer.Settle();
        _time.Advance(HeapTrimmer.Rest * 3);
        Assert.Equal(0, _collections);
    }

    [Fact]
    public void While_jobs_come_and_go_nothing_is_collected()
    {
        _allocated = HeapTrimmer.Worth;
        for (var i = 0; i < 10; i++)
        {
            _trimmer.Settle();
            _time.Advance(HeapTrimmer.Rest / 2);
            _trimmer.Stir();
        }

        _time.Advance(HeapTrimmer.Rest * 3);
        Assert.Equal(0, _collections);

        _trimmer.Settle();
        _time.Advance(HeapTrimmer.Rest * 2);
        Assert.Equal(1, _collections);
    }
}
