using Microsoft.Data.Sqlite;
using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Stores;

public sealed class SqliteRecordStoreTests : RecordStoreContract
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SqliteRecordStore> _opened = [];

    private string File => _folder.File("data/records.db");

    [Fact]
    public async Task Records_outlive_the_process_that_wrote_them()
    {
        await Open().TryPutAsync(new RecordKey("approval", "a1"), "one"u8.ToArray(), 0, cancellationToken: Stop);
        _opened[^1].Dispose();

        var record = await Open().GetAsync(new RecordKey("approval", "a1"), Stop);

        Assert.Equal("one"u8.ToArray(), record!.Value.ToArray());
    }

    [Fact]
    public async Task Of_several_connections_to_one_file_one_wins_each_write_and_none_is_lost()
    {
        // A counter that eight writers raise by twenty each: a lost write would leave it short, an error would fail the test.
        var key = new RecordKey("counter", "c");
        var stores = Enumerable.Range(0, 8).Select(_ => Open()).ToList();

        await Task.WhenAll(stores.Select(store => Task.Run(() => RaiseAsync(store), Stop)));

        var counted = await stores[0].GetAsync(key, Stop);
        Assert.Equal(160, BitConverter.ToInt32(counted!.Value.Span));

        async Task RaiseAsync(SqliteRecordStore store)
        {
            for (var raised = 0; raised < 20; )
            {
                var found = await store.GetAsync(key, Stop);
                var next = BitConverter.GetBytes(found is null ? 1 : BitConverter.ToInt32(found.Value.Span) + 1);
                raised += await store.TryPutAsync(key, next, found?.Version ?? 0, cancellationToken: Stop) is null ? 0 : 1;
            }
        }
    }

    [Fact]
    public async Task Expired_records_are_swept_with_a_later_write()
    {
        var store = Open();
        await store.TryPutAsync(new RecordKey("token", "old"), new byte[1], 0, Time.GetUtcNow().AddMinutes(1), Stop);
        Time.Advance(TimeSpan.FromMinutes(2));

        await store.TryPutAsync(new RecordKey("token", "new"), new byte[1], 0, cancellationToken: Stop);

        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat(id) FROM records";
        Assert.Equal("new", await command.ExecuteScalarAsync(Stop));
    }

    [Fact]
    public async Task Nothing_outside_the_folder_of_the_file_is_written()
    {
        await Open().TryPutAsync(new RecordKey("token", "t"), new byte[1], 0, cancellationToken: Stop);

        Assert.All(
            Directory.GetFiles(_folder.Name, "*", SearchOption.AllDirectories),
            file => Assert.StartsWith(File, file, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told_with_its_setting()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, new string('x', 5000), Stop);

        var exception = await Assert.ThrowsAsync<WorkerConfigurationException>(() => Open().OpenAsync(Stop));

        Assert.Contains($"Store:Path is '{File}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Store__Path", exception.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected override Task<IRecordStore> CreateAsync() => Task.FromResult<IRecordStore>(Open());

    protected override ValueTask DestroyAsync()
    {
        _opened.ForEach(store => store.Dispose());
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private SqliteRecordStore Open()
    {
        var store = new SqliteRecordStore(File, Time);
        _opened.Add(store);
        return store;
    }
}
