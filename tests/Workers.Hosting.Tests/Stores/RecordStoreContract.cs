using System.Globalization;
using System.Text;
using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Stores;

/// <summary>What every record store promises; run against each of them.</summary>
public abstract class RecordStoreContract : IAsyncLifetime
{
    private static readonly RecordKey Key = new("approval", "a1");

    private IRecordStore _store = null!;

    internal ManualTime Time { get; } = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await DestroyAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_record_is_read_as_it_was_written()
    {
        var expires = Time.GetUtcNow().AddHours(1);
        var version = await PutAsync(Key, "one", 0, expires);

        var record = await _store.GetAsync(Key, Stop);

        Assert.NotNull(record);
        Assert.Equal((Key, "one"), (record.Key, Text(record)));
        Assert.Equal(version, record.Version);
        Assert.Equal(expires, record.Expires);
    }

    [Fact]
    public async Task A_record_without_expiry_stays()
    {
        await PutAsync(Key, "one", 0);
        Time.Advance(TimeSpan.FromDays(3650));

        var record = await _store.GetAsync(Key, Stop);

        Assert.Null(record!.Expires);
    }

    [Fact]
    public async Task Nothing_is_read_where_nothing_was_written() => Assert.Null(await _store.GetAsync(Key, Stop));

    [Fact]
    public async Task An_empty_value_and_bytes_of_any_kind_are_kept()
    {
        await _store.TryPutAsync(Key, ReadOnlyMemory<byte>.Empty, 0, cancellationToken: Stop);
        await _store.TryPutAsync(Key with { Id = "bytes" }, new byte[] { 0, 255, 128, 10 }, 0, cancellationToken: Stop);

        Assert.Equal(0, (await _store.GetAsync(Key, Stop))!.Value.Length);
        Assert.Equal([0, 255, 128, 10], (await _store.GetAsync(Key with { Id = "bytes" }, Stop))!.Value.ToArray());
    }

    [Fact]
    public async Task A_write_with_the_version_that_was_read_wins()
    {
        var first = await PutAsync(Key, "one", 0);

        var second = await PutAsync(Key, "two", first!.Value);

        Assert.Equal(first + 1, second);
        Assert.Equal("two", Text((await _store.GetAsync(Key, Stop))!));
    }

    [Fact]
    public async Task A_write_with_an_older_version_loses_and_changes_nothing()
    {
        var first = await PutAsync(Key, "one", 0);
        await PutAsync(Key, "two", first!.Value);

        Assert.Null(await PutAsync(Key, "three", first.Value));
        Assert.Null(await PutAsync(Key, "three", 0));
        Assert.Equal("two", Text((await _store.GetAsync(Key, Stop))!));
    }

    [Fact]
    public async Task A_write_that_expects_a_record_where_none_is_loses()
    {
        Assert.Null(await PutAsync(Key, "one", 1));
        Assert.Null(await _store.GetAsync(Key, Stop));
    }

    [Fact]
    public async Task Of_many_that_write_at_once_one_wins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => PutAsync(Key, i.ToString(CultureInfo.InvariantCulture), 0)));

        var winner = Assert.Single(results, version => version is not null);
        Assert.Equal(winner, (await _store.GetAsync(Key, Stop))!.Version);
    }

    [Fact]
    public async Task A_record_vanishes_at_its_expiry()
    {
        var version = await PutAsync(Key, "one", 0, Time.GetUtcNow().AddMinutes(1));
        Time.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull(await _store.GetAsync(Key, Stop));

        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await _store.GetAsync(Key, Stop));
        Assert.Empty(await IdsAsync("approval"));
        Assert.Null(await PutAsync(Key, "two", version!.Value));
        Assert.True(await _store.TryDeleteAsync(Key, 12345, Stop));
    }

    [Fact]
    public async Task An_expired_record_makes_way_for_a_new_one_that_nobody_mistakes_for_it()
    {
        var old = await PutAsync(Key, "one", 0, Time.GetUtcNow().AddMinutes(1));
        Time.Advance(TimeSpan.FromMinutes(1));

        var created = await PutAsync(Key, "two", 0);

        Assert.NotNull(created);
        Assert.NotEqual(old, created);
        Assert.Null(await PutAsync(Key, "three", old!.Value));
        Assert.Equal("two", Text((await _store.GetAsync(Key, Stop))!));
        Assert.Null((await _store.GetAsync(Key, Stop))!.Expires);
    }

    [Fact]
    public async Task A_fraction_of_a_second_is_rounded_up()
    {
        var now = Time.GetUtcNow();
        await PutAsync(Key, "one", 0, now.AddMilliseconds(1));

        Assert.Equal(now.AddSeconds(1), (await _store.GetAsync(Key, Stop))!.Expires);
    }

    [Fact]
    public async Task A_write_sets_the_expiry_anew()
    {
        var version = await PutAsync(Key, "one", 0, Time.GetUtcNow().AddMinutes(1));
        await PutAsync(Key, "two", version!.Value);

        Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("two", Text((await _store.GetAsync(Key, Stop))!));
    }

    [Fact]
    public async Task A_delete_with_another_version_leaves_the_record()
    {
        var version = await PutAsync(Key, "one", 0);

        Assert.False(await _store.TryDeleteAsync(Key, version + 1, Stop));
        Assert.NotNull(await _store.GetAsync(Key, Stop));
        Assert.True(await _store.TryDeleteAsync(Key, version, Stop));
        Assert.Null(await _store.GetAsync(Key, Stop));
    }

    [Fact]
    public async Task A_delete_without_a_version_removes_what_there_is_and_minds_nothing()
    {
        await PutAsync(Key, "one", 0);

        Assert.True(await _store.TryDeleteAsync(Key, cancellationToken: Stop));
        Assert.True(await _store.TryDeleteAsync(Key, cancellationToken: Stop));
        Assert.True(await _store.TryDeleteAsync(Key, 1, Stop));
        Assert.Null(await _store.GetAsync(Key, Stop));
    }

    [Fact]
    public async Task A_list_is_ordered_begins_after_an_id_and_keeps_to_its_partition()
    {
        foreach (var id in new[] { "b", "a", "Z", "ä", "a1" })
        {
            await PutAsync(new RecordKey("approval", id), id, 0);
        }

        await PutAsync(new RecordKey("token", "a"), "other", 0);

        Assert.Equal(["Z", "a", "a1", "b", "ä"], await IdsAsync("approval"));
        Assert.Equal(["b", "ä"], await IdsAsync("approval", "a1"));
        Assert.Empty(await IdsAsync("nothing"));
    }

    [Fact]
    public async Task A_list_of_more_than_a_page_is_whole()
    {
        // More than a page of SQLite's in number, and of DynamoDB's (1 MB) in bytes.
        var value = new byte[12_000];
        var ids = Enumerable.Range(0, 205).Select(i => $"{i:000}").ToList();
        foreach (var id in ids)
        {
            await _store.TryPutAsync(new RecordKey("approval", id), value, 0, cancellationToken: Stop);
        }

        Assert.Equal(ids, await IdsAsync("approval"));
        Assert.Equal(ids[150..], await IdsAsync("approval", "149"));
    }

    [Fact]
    public async Task The_largest_value_fits_and_a_larger_one_is_refused()
    {
        Assert.NotNull(await _store.TryPutAsync(Key, new byte[350_000], 0, cancellationToken: Stop));

        var exception = await Assert.ThrowsAsync<ArgumentException>(() =>
            _store.TryPutAsync(Key, new byte[350_001], 0, cancellationToken: Stop)
        );
        Assert.Contains("350001", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_longest_id_fits_and_a_longer_or_an_empty_one_is_refused()
    {
        Assert.NotNull(await PutAsync(Key with { Id = new string('é', 512) }, "one", 0));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(Key with { Id = new string('é', 513) }, "one", 0));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(Key with { Id = "" }, "one", 0));
    }

    private protected abstract Task<IRecordStore> CreateAsync();

    protected virtual ValueTask DestroyAsync() => ValueTask.CompletedTask;

    private static string Text(StoredRecord record) => Encoding.UTF8.GetString(record.Value.Span);

    private Task<long?> PutAsync(RecordKey key, string value, long expected, DateTimeOffset? expires = null) =>
        _store.TryPutAsync(key, Encoding.UTF8.GetBytes(value), expected, expires, Stop);

    private async Task<List<string>> IdsAsync(string partition, string? after = null)
    {
        var ids = new List<string>();
        await foreach (var record in _store.ListAsync(partition, after, Stop))
        {
            ids.Add(record.Key.Id);
        }

        return ids;
    }
}

public sealed class MemoryRecordStoreTests : RecordStoreContract
{
    private protected override Task<IRecordStore> CreateAsync() => Task.FromResult<IRecordStore>(new MemoryRecordStore(Time));
}
