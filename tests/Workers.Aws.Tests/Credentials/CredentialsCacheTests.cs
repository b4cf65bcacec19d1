using Amazon.Runtime;
using Workers.Aws.Credentials;
using Workers.Aws.Tests.Support;

namespace Workers.Aws.Tests.Credentials;

public sealed class CredentialsCacheTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Source _source = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_ShareOneLookupAMinute_AndDoNotWaitForTheNext()
    {
        using var cache = new CredentialsCache(_source, _time);
        var first = await cache.GetAsync(Cancel);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Same(first, await cache.GetAsync(Cancel));
        Assert.Equal(1, _source.Lookups);

        _time.Advance(TimeSpan.FromSeconds(1));
        _source.Hangs = true;
        Assert.Same(first, await cache.GetAsync(Cancel));
        Assert.Same(first, await cache.GetAsync(Cancel));
        _source.Release.SetResult();
        while (ReferenceEquals(first, await cache.GetAsync(Cancel)))
        {
            await Task.Yield();
        }

        Assert.Equal(2, _source.Lookups);
    }

    [Fact]
    public async Task CredentialsAboutToExpire_AreWaitedFor()
    {
        using var cache = new CredentialsCache(_source, _time);
        _source.Expiration = _time.GetUtcNow().AddSeconds(50);
        var first = await cache.GetAsync(Cancel);
        _time.Advance(TimeSpan.FromSeconds(20));
        _source.Expiration = _time.GetUtcNow().AddHours(1);
        Assert.NotSame(first, await cache.GetAsync(Cancel));
        Assert.Equal(2, _source.Lookups);
    }

    [Fact]
    public async Task SourceThatFails_IsBridgedUntilTheCredentialsExpire()
    {
        using var cache = new CredentialsCache(_source, _time);
        _source.Expiration = _time.GetUtcNow().AddMinutes(10);
        var first = await cache.GetAsync(Cancel);
        _source.Fails = true;
        _time.Advance(TimeSpan.FromSeconds(595));
        Assert.Same(first, await cache.GetAsync(Cancel));
        _time.Advance(TimeSpan.FromSeconds(5));
        var error = await Assert.ThrowsAsync<AwsCredentialsException>(async () => await cache.GetAsync(Cancel));
        Assert.Equal(AwsErrorKind.Transient, error.Kind);

        _source.Fails = false;
        _source.Expiration = null;
        Assert.NotSame(first, await cache.GetAsync(Cancel));
    }

    [Fact]
    public async Task SourceThatFailsAfterAwsRefusedTheCredentials_IsAFaultInPassing()
    {
        using var cache = new CredentialsCache(_source, _time);
        cache.Invalidate(await cache.GetAsync(Cancel));
        _source.Fails = true;

        var error = await Assert.ThrowsAsync<AwsCredentialsException>(async () => await cache.GetAsync(Cancel));

        Assert.Equal(AwsErrorKind.Transient, error.Kind);
        Assert.Contains("could not be renewed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SourceThatHangs_EndsInAnErrorAfter35Seconds()
    {
        using var cache = new CredentialsCache(_source, _time);
        _source.Hangs = true;
        var waiting = cache.GetAsync(Cancel).AsTask();
        await _time.PassAsync(TimeSpan.FromSeconds(35));
        _ = await Assert.ThrowsAsync<AwsCredentialsException>(() => waiting);
        _source.Release.SetResult();
    }

    public void Dispose() => _source.Dispose();

    private sealed class Source : ICredentialsProvider
    {
        public int Lookups { get; private set; }

        public bool Fails { get; set; }

        public bool Hangs { get; set; }

        public TaskCompletionSource Release { get; } = new();

        public DateTimeOffset? Expiration { get; set; }

        public async Task<(ImmutableCredentials Credentials, DateTimeOffset? Expiration)> ResolveAsync()
        {
            Lookups++;
            if (Hangs)
            {
                await Release.Task;
            }

            return Fails
                ? throw new AmazonClientException("The source is away.")
                : (new ImmutableCredentials($"AKID{Lookups}", "s", null), Expiration);
        }

        public void Refuse() { }

        public void Dispose() { }
    }
}
