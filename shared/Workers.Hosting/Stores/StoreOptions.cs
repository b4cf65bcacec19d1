using System.ComponentModel.DataAnnotations;

namespace Workers.Hosting;

/// <summary>The settings of the record store: section <c>Store</c>. Read only by a worker that called <c>AddRecordStore</c>.</summary>
public sealed class StoreOptions
{
    /// <summary>Where records are kept. Required.</summary>
    [Required(
        ErrorMessage = "is required: give Sqlite (a file, for the processes of one machine) or DynamoDb (a table, for a fleet in AWS)"
    )]
    public StoreKind? Kind { get; set; }

    /// <summary>
    /// The SQLite database's file. It is created when it is missing, and so is its folder; only this folder is written to. Required for
    /// <see cref="StoreKind.Sqlite"/>.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>
    /// The DynamoDB table's name or ARN. Its key is <c>partition</c> (string, hash) and <c>id</c> (string, range), and its TTL attribute
    /// <c>expires</c>. Required for <see cref="StoreKind.DynamoDb"/>.
    /// </summary>
    /// <value>Up to 1,024 characters, DynamoDB's limit.</value>
    [StringLength(1024, ErrorMessage = "must have at most 1,024 characters")]
    public string? Table { get; set; }
}
