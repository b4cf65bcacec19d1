using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Checkpoints;

/// <summary>What a checkpoint promises, whatever store it is kept in.</summary>
public abstract class JobCheckpointsContract : IAsyncLifetime
{
    private static readonly RecordKey Key = new("checkpoint", "job");

    private FaultyRecordStore _store = null!;
    private int _superseded;

    internal ManualTime Time { get; } = new();

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = new FaultyRecordStore(await CreateAsync());

    public async ValueTask DisposeAsync()
    {
        await DestroyAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task LoadAsync_NothingSaved_IsNull()
    {
        Assert.Null(await Attempt().LoadAsync(TestJson.Default.Answer, Stop));
        Assert.Null(await Attempt().LoadAsync(TestJson.Default.Answer, Stop));
    }

    [Fact]
    public async Task LoadAsync_AfterASave_IsWhatWasSavedLast()
    {
        var first = Attempt();
        await first.SaveAsync(new Answer("one"), TestJson.Default.Answer, Stop);
        await first.SaveAsync(new Answer("two"), TestJson.Default.Answer, Stop);

        Assert.Equal("two", (await first.LoadAsync(TestJson.Default.Answer, Stop))!.Text);
        Assert.Equal("two", (await Attempt().LoadAsync(TestJson.Default.Answer, Stop))!.Text);
    }

    [Fact]
    public async Task SaveAsync_AfterALaterAttemptLoaded_IsRefused()
    {
        var older = Attempt();
        await older.LoadAsync(TestJson.Default.Answer, Stop);
        var later = Attempt();
        await later.LoadAsync(TestJson.Default.Answer, Stop);

        await Assert.ThrowsAsync<CheckpointConflictException>(() => older.SaveAsync(new Answer("old"), TestJson.Default.Answer, Stop));

        Assert.Equal(1, _superseded);
        await later.SaveAsync(new Answer("new"), TestJson.Default.Answer, Stop);
        Assert.Equal("new", (await Attempt().LoadAsync(TestJson.Default.Answer, Stop))!.Text);
    }

    [Fact]
    public async Task SaveAsync_AfterALaterAttemptSucceeded_IsRefused()
    {
        var older = Attempt();
        await older.SaveAsync(new Answer("old"), TestJson.Default.Answer, Stop);
        var later = Attempt();
        await later.LoadAsync(TestJson.Default.Answer, Stop);
        await later.DeleteAsync(Stop);

        await Assert.ThrowsAsync<CheckpointConflictException>(() => older.SaveAsync(new Answer("older"), TestJson.Default.Answer, Stop));
        Assert.Null(await _store.GetAsync(Key, Stop));
    }

    [Fact]
    public async Task SaveAsync_AfterASaveWhoseAnswerWasLost_IsNoConflict()
    {
        var attempt = Attempt();
        await attempt.LoadAsync(TestJson.Default.Answer, Stop);
        _store.After = (call, _) => call == "put" ? FaultyRecordStore.Broken() : Task.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => attempt.SaveAsync(new Answer("one"), TestJson.Default.Answer, Stop));
        _store.After = (_, _) => Task.CompletedTask;

        await attempt.SaveAsync(new Answer("two"), TestJson.Default.Answer, Stop);

        Assert.Equal(0, _superseded);
        Assert.Equal("two", (await Attempt().LoadAsync(TestJson.Default.Answer, Stop))!.Text);
    }

    [Fact]
    public async Task SaveAsync_AfterItsOwnCheckpointExpired_IsNoConflict()
    {
        var attempt = Attempt();
        await attempt.SaveAsync(new Answer("one"), TestJson.Default.Answer, Stop);
        Time.Advance(TimeSpan.FromDays(15));

        await attempt.SaveAsync(new Answer("two"), TestJson.Default.Answer, Stop);

        Assert.Equal("two", (await Attempt().LoadAsync(TestJson.Default.Answer, Stop))!.Text);
    }

    [Fact]
    public async Task SaveAsync_EachTime_PutsTheExpiryOff()
    {
        var attempt = Attempt();
        await attempt.SaveAsync(new Answer("one"), TestJson.Default.Answer, Stop);
        Time.Advance(TimeSpan.FromDays(10));

        await attempt.SaveAsync(new Answer("two"), TestJson.Default.Answer, Stop);

        Assert.Equal(Time.GetUtcNow().AddDays(14), (await _store.GetAsync(Key, Stop))!.Expires);
    }

    [Fact]
    public async Task SaveAsync_FromSeveralThreads_RunsOneAfterTheOther()
    {
        var attempt = Attempt();

        await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => Task.Run(() => attempt.SaveAsync(new Answer($"{i}"), TestJson.Default.Answer, Stop), Stop))
        );

        Assert.Equal(0, _superseded);
        Assert.NotNull(await Attempt().LoadAsync(TestJson.Default.Answer, Stop));
    }

    [Fact]
    public async Task LoadAsync_OfAnotherType_FailsByName()
    {
        await Attempt().SaveAsync(new Claim("c1", 75), TestJson.Default.Claim, Stop);
        await _store.TryPutAsync(
            Key,
            """{"owner":"o","value":{"id":"c1","delayMinutes":"long"}}"""u8.ToArray(),
            (await _store.GetAsync(Key, Stop))!.Version,
            cancellationToken: Stop
        );

        var exception = await Assert.ThrowsAsync<JobFailedException>(() => Attempt().LoadAsync(TestJson.Default.Claim, Stop));

        Assert.Equal(WorkerErrors.InvalidCheckpoint, exception.Error);
        Assert.Contains("$.delayMinutes", exception.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteAsync_WithoutALoadOrSave_AsksForNothing()
    {
        _store.Before = (_, _) => FaultyRecordStore.Broken();

        await Attempt().DeleteAsync(Stop);
    }

    private protected abstract Task<IRecordStore> CreateAsync();

    protected abstract ValueTask DestroyAsync();

    private JobCheckpoints Attempt() => new(_store, Key, TimeSpan.FromDays(14), Time, () => _superseded++);
}
