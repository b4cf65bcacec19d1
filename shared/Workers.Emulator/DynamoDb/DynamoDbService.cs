using Workers.Emulator.Protocol;

namespace Workers.Emulator.DynamoDb;

/// <summary>Amazon DynamoDB, as far as state machines keep items in it: tables, items, conditions and updates of whole attributes.</summary>
internal sealed class DynamoDbService : IAwsService
{
    private readonly Dictionary<string, AwsOperation> _operations = new(StringComparer.Ordinal);

    public DynamoDbService(EmulatorContext context)
    {
        var tables = new TableApi(context);
        tables.AddTo(_operations);
        new ItemApi(tables).AddTo(_operations);
    }

    public string TargetPrefix => "DynamoDB_20120810";

    public string ErrorNamespace => "com.amazonaws.dynamodb.v20120810#";

    public IReadOnlyDictionary<string, AwsOperation> Operations => _operations;
}
