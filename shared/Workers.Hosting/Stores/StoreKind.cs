namespace Workers.Hosting;

/// <summary>Where records are kept.</summary>
public enum StoreKind
{
    /// <summary>A SQLite file, which the processes of one machine may share.</summary>
    Sqlite,

    /// <summary>A DynamoDB table.</summary>
    DynamoDb,
}
