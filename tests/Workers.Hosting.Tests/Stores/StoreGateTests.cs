using Microsoft.Extensions.Logging;
using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Stores;

public sealed class StoreGateTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly LogCapture _log = new();
    private readonly LoggerFactory _loggers;
    private readonly FaultyRecordStore _store;
    private readonly StoreGate _gate;
    private int _probes;

    public StoreGateTests()
    {
        _loggers = new LoggerFactory([_log]);
        _store = new FaultyRecordStore(new MemoryRecordStore(_time)) { Before = CountAsync };
        _gate = new StoreGate(_store, _time, _loggers.CreateLogger<StoreGate>());
    }

    public void Dispose()
    {
        _gate.Dispose();
        _loggers.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void WaitAsync_StoreThatHasNotFailed_LetsPolls()
    {
        Assert.True(_gate.WaitAsync("nudges", CancellationToken.None).AsTask().IsCompletedSuccessfully);
        Assert.Null(_gate.Problem("nudges"));
    }

    [Fact]
    public async Task WaitAsync_AfterAFailure_WaitsForTheFirstProbeThatIsWritten()
    {
        _gate.Failed(new IOException("the disk is full"));
        var waiting = _gate.WaitAsync("nudges", CancellationToken.None).AsTask();

        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(waiting.IsCompleted);
        Assert.Equal("the record store is down, so that no jobs are taken: the disk is full", _gate.Problem("nudges"));

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Soon.Within(waiting);
        Assert.Null(_gate.Problem("nudges"));
        Assert.Equal(1, _probes);
    }

    [Fact]
    public async Task WaitAsync_WhileProbesFail_IsProbedForOnceHoweverManyWaitAndEvery30SecondsAtMost()
    {
        _store.Before = async (call, text) =>
        {
            await CountAsync(call, text);
            await FaultyRecordStore.Broken();
        };
        _gate.Failed(new IOException("the disk is full"));
        var waiting = Enumerable.Range(0, 50).Select(_ => _gate.WaitAsync("nudges", CancellationToken.None).AsTask()).ToList();
        var pauses = new List<double>();
        while (pauses.Count < 7)
        {
            var asked = _time.GetUtcNow();
            await _time.AdvanceToNextAsync(TimeSpan.FromMinutes(1));
            pauses.Add((_time.GetUtcNow() - asked).TotalSeconds);
            _gate.Failed(new IOException("another write failed"));
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], pauses);
        Assert.DoesNotContain(waiting, one => one.IsCompleted);
        _store.Before = CountAsync;
        await _time.AdvanceToNextAsync(TimeSpan.FromMinutes(1));
        await Soon.Within(Task.WhenAll(waiting));
        Assert.Equal(8, _probes);
        Assert.Single(_log.Text.Split('\n'), line => line.Contains("Nothing is polled for", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WaitAsync_Cancelled_EndsAndTheGateStaysShut()
    {
        using var stop = new CancellationTokenSource();
        _gate.Failed(new IOException("the disk is full"));
        var waiting = _gate.WaitAsync("nudges", stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.NotNull(_gate.Problem("nudges"));
    }

    [Fact]
    public void Dispose_WhileShut_EndsTheProbesAndMayComeTwice()
    {
        _gate.Failed(new IOException("the disk is full"));

        _gate.Dispose();
        _gate.Dispose();
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(0, _probes);
    }

    private Task CountAsync(string call, string text)
    {
        if (call == "put")
        {
            Interlocked.Increment(ref _probes);
        }

        return Task.CompletedTask;
    }
}
