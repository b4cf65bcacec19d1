using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Checkpoints;

public sealed class JobCheckpointsOverSqliteTests : JobCheckpointsContract
{
    private readonly TemporaryFolder _folder = new();
    private SqliteRecordStore? _store;

    private protected override Task<IRecordStore> CreateAsync() =>
        Task.FromResult<IRecordStore>(_store = new SqliteRecordStore(_folder.File("records.db"), Time));

    protected override ValueTask DestroyAsync()
    {
        _store?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class JobCheckpointsOverDynamoDbTests(MotoServer moto) : JobCheckpointsContract, IClassFixture<MotoServer>
{
    private DynamoDbRecordStore? _store;

    private protected override async Task<IRecordStore> CreateAsync() => _store = await moto.CreateRecordStoreAsync(Time, Stop);

    protected override ValueTask DestroyAsync()
    {
        _store?.Dispose();
        return ValueTask.CompletedTask;
    }
}
