using Workers.Hosting.Idempotency;
using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Idempotency;

/// <summary>What an attempt's hold on its job promises, whatever store it is kept in.</summary>
public abstract class JobClaimContract : IAsyncLifetime
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Expiry = TimeSpan.FromDays(14);

    private readonly RecordKey _key = new("idempotency", $"write-letter/{Guid.NewGuid():N}");
    private FaultyRecordStore _store = null!;

    internal ManualTime Time { get; } = new();

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = new FaultyRecordStore(await CreateAsync());

    public async ValueTask DisposeAsync()
    {
        await DestroyAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task TryTake_NothingThere_Takes() => Assert.Null(await Claim("a").TryTakeAsync(Stop));

    [Fact]
    public async Task TryTake_TakenByAnother_TellsWhoAndUntilWhen()
    {
        await Claim("a").TryTakeAsync(Stop);

        var found = await Claim("b").TryTakeAsync(Stop);

        Assert.Equal((IdempotencyState.InProgress, "a"), (found!.Value.Record.State, found.Value.Record.Owner));
        Assert.Equal(Time.GetUtcNow() + Hold, found.Value.Stored.Expires!.Value, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task TryTake_OfManyAtOnce_OneTakes()
    {
        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Claim($"{i}").TryTakeAsync(Stop), Stop)));

        Assert.Single(found, one => one is null);
    }

    [Fact]
    public async Task TryTake_AfterTheOwnerDied_Takes()
    {
        await Claim("a").TryTakeAsync(Stop);
        Time.Advance(Hold + TimeSpan.FromSeconds(1));

        Assert.Null(await Claim("b").TryTakeAsync(Stop));
    }

    [Fact]
    public async Task TryTake_ItsOwnPutWhoseAnswerWasLost_Takes()
    {
        var claim = Claim("a");
        _store.After = (call, _) => call == "put" ? FaultyRecordStore.Broken() : Task.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => claim.TryTakeAsync(Stop));
        _store.After = (_, _) => Task.CompletedTask;

        Assert.Null(await claim.TryTakeAsync(Stop));
        Assert.True(await claim.TryRenewAsync(Stop));
    }

    [Fact]
    public async Task TryRenew_KeepsOthersOut()
    {
        var owner = Claim("a");
        await owner.TryTakeAsync(Stop);
        Time.Advance(Hold / 2);
        await owner.TryRenewAsync(Stop);
        Time.Advance(Hold * 0.9);

        Assert.NotNull(await Claim("b").TryTakeAsync(Stop));
    }

    [Fact]
    public async Task TryRenew_AfterItsAnswerWasLost_GoesOn()
    {
        var owner = Claim("a");
        await owner.TryTakeAsync(Stop);
        _store.After = (_, _) => FaultyRecordStore.Broken();
        await Assert.ThrowsAsync<IOException>(() => owner.TryRenewAsync(Stop));
        _store.After = (_, _) => Task.CompletedTask;

        Assert.True(await owner.TryRenewAsync(Stop));
    }

    [Fact]
    public async Task TryRenew_ExpiredButNobodyWantedIt_GoesOn()
    {
        var owner = Claim("a");
        await owner.TryTakeAsync(Stop);
        Time.Advance(Hold * 2);

        Assert.True(await owner.TryRenewAsync(Stop));
        Assert.NotNull(await Claim("b").TryTakeAsync(Stop));
    }

    [Fact]
    public async Task AnAttemptThatWasTakenOver_CanNeitherRenewNorFinishNorRelease()
    {
        var older = Claim("a");
        await older.TryTakeAsync(Stop);
        Time.Advance(Hold * 2);
        var later = Claim("b");
        await later.TryTakeAsync(Stop);

        Assert.False(await older.TryRenewAsync(Stop));
        Assert.False(await FinishAsync(older, "1"));
        Assert.False(await older.TryReleaseAsync(Stop));
        Assert.True(await FinishAsync(later, "2"));
        Assert.False(await FinishAsync(older, "1"));
        Assert.Equal("2", Text((await Claim("c").TryTakeAsync(Stop))!.Value.Record));
    }

    [Fact]
    public async Task TryFinish_IsFoundByteForByteUntilItExpires()
    {
        const string Output = """{ "text" : "päid", "n": 1.50 }""";
        var owner = Claim("a");
        await owner.TryTakeAsync(Stop);
        await FinishAsync(owner, Output);

        Time.Advance(Expiry - TimeSpan.FromMinutes(1));
        var found = await Claim("b").TryTakeAsync(Stop);
        Assert.Equal((IdempotencyState.Succeeded, "input-hash"), (found!.Value.Record.State, found.Value.Record.Input));
        Assert.Equal(Output, Text(found.Value.Record));

        Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await Claim("b").TryTakeAsync(Stop));
    }

    [Fact]
    public async Task TryFinish_LargestOutputOfStepFunctions_Fits()
    {
        var owner = Claim("a");
        await owner.TryTakeAsync(Stop);

        Assert.True(await FinishAsync(owner, $"\"{new string('x', 262_142)}\""));
        Assert.Equal(262_144, (await Claim("b").TryTakeAsync(Stop))!.Value.Record.Output.Length);
    }

    [Fact]
    public async Task TryFinish_WhenItsAnswerWasLost_IsDoneOnce()
    {
        var owner = Claim("a");
        await owner.TryTakeAsync(Stop);
        _store.After = (_, _) => FaultyRecordStore.Broken();
        await Assert.ThrowsAsync<IOException>(() => FinishAsync(owner, "1"));
        _store.After = (_, _) => Task.CompletedTask;

        Assert.True(await FinishAsync(owner, "1"));
        Assert.Equal("1", Text((await Claim("b").TryTakeAsync(Stop))!.Value.Record));
    }

    [Fact]
    public async Task TryRelease_LetsAnotherTakeAtOnce()
    {
        var owner = Claim("a");
        await owner.TryTakeAsync(Stop);

        Assert.True(await owner.TryReleaseAsync(Stop));
        Assert.Null(await Claim("b").TryTakeAsync(Stop));
    }

    [Fact]
    public async Task TryRelease_AfterARenewalWhoseAnswerWasLost_LetsAnotherTake()
    {
        var owner = Claim("a");
        await owner.TryTakeAsync(Stop);
        _store.After = (_, _) => FaultyRecordStore.Broken();
        await Assert.ThrowsAsync<IOException>(() => owner.TryRenewAsync(Stop));
        _store.After = (_, _) => Task.CompletedTask;

        Assert.True(await owner.TryReleaseAsync(Stop));
        Assert.Null(await Claim("b").TryTakeAsync(Stop));
    }

    private protected abstract Task<IRecordStore> CreateAsync();

    protected abstract ValueTask DestroyAsync();

    private JobClaim Claim(string owner) => new(_store, _key, owner, "input-hash", Hold, Time);

    private static Task<bool> FinishAsync(JobClaim claim, string output) =>
        claim.TryFinishAsync(IdempotencyState.Succeeded, System.Text.Encoding.UTF8.GetBytes(output), null, Expiry, Stop);

    private static string Text(IdempotencyRecord record) => System.Text.Encoding.UTF8.GetString(record.Output.Span);
}
