using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Idempotency;

public sealed class JobClaimOverSqliteTests : JobClaimContract
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

public sealed class JobClaimOverDynamoDbTests(MotoServer moto) : JobClaimContract, IClassFixture<MotoServer>
{
    private DynamoDbRecordStore? _store;

    private protected override async Task<IRecordStore> CreateAsync() => _store = await moto.CreateRecordStoreAsync(Time, Stop);

    protected override ValueTask DestroyAsync()
    {
        _store?.Dispose();
        return ValueTask.CompletedTask;
    }
}
