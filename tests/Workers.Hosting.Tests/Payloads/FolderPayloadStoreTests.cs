using Microsoft.Extensions.Logging.Abstractions;
using Workers.Hosting.Payloads;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Payloads;

public sealed class FolderPayloadStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_kept_for_long_enough_goes_with_a_later_write_and_nothing_else_does()
    {
        var store = Store();
        await store.WriteAsync("payloads/job-1/a", "1"u8.ToArray(), Stop);
        await store.WriteAsync("payloads/job-2/a", "1"u8.ToArray(), Stop);
        await store.WriteAsync("results/e1", "1"u8.ToArray(), Stop);
        _time.Advance(TimeSpan.FromDays(29));
        await store.WriteAsync("payloads/job-2/a", "1"u8.ToArray(), Stop);
        Assert.NotNull(await store.ReadAsync("payloads/job-1/a", Stop));

        _time.Advance(TimeSpan.FromDays(2));
        await store.WriteAsync("payloads/job-3/a", "1"u8.ToArray(), Stop);

        Assert.Null(await store.ReadAsync("payloads/job-1/a", Stop));
        Assert.NotNull(await store.ReadAsync("payloads/job-2/a", Stop));
        Assert.NotNull(await store.ReadAsync("payloads/job-3/a", Stop));
        Assert.NotNull(await store.ReadAsync("results/e1", Stop));
    }

    [Fact]
    public async Task A_file_that_is_larger_than_allowed_is_not_read_into_memory()
    {
        await Store().WriteAsync("payloads/a", new byte[2000], Stop);

        await Assert.ThrowsAsync<InvalidDataException>(() => Store(1999).ReadAsync("payloads/a", Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Store(1999).WriteAsync("payloads/a", new byte[2000], Stop));
    }

    [Fact]
    public async Task A_key_that_leaves_the_folder_is_refused()
    {
        await File.WriteAllTextAsync(_folder.File("secret.json"), "1", Stop);

        await Assert.ThrowsAsync<ArgumentException>(() => Store().ReadAsync("payloads/../../secret", Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Store().ReadAsync(_folder.File("secret"), Stop));
    }

    private FolderPayloadStore Store(int maxBytes = int.MaxValue) =>
        new(_folder.File("store"), maxBytes)
        {
            Expired = new ExpiredPayloads(_folder.File("store/payloads"), TimeSpan.FromDays(30), _time, NullLogger.Instance),
        };
}
