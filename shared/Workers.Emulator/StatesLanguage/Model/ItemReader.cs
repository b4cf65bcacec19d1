namespace Workers.Emulator.StatesLanguage;

/// <summary>Where a distributed Map gets its items when they are not in its input.</summary>
internal sealed record ItemReader
{
    /// <summary>Reads one object of a bucket.</summary>
    public const string GetObject = "arn:aws:states:::s3:getObject";

    /// <summary>Lists a bucket: the objects' descriptions are the items.</summary>
    public const string ListObjects = "arn:aws:states:::s3:listObjectsV2";

    public required string Resource { get; init; }

    /// <summary>The bucket and the key or prefix (JSONata's Arguments).</summary>
    public PayloadTemplate? Parameters { get; init; }

    /// <summary><c>JSON</c>, <c>JSONL</c> or <c>CSV</c>; null when the definition does not say.</summary>
    public string? InputType { get; init; }

    /// <summary>Whether the first row of a CSV object names its columns.</summary>
    public bool HasHeaderRow { get; init; } = true;

    /// <summary>The columns of a CSV object without such a row.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>What separates the columns.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Where the array of items is in a JSON object, as a JSON Pointer; empty when it is the whole.</summary>
    public string ItemsPointer { get; init; } = "";

    /// <summary>How many items are read at most; 0 means all.</summary>
    public NumberField? MaxItems { get; init; }

    /// <summary>What the emulator cannot read; null when it can.</summary>
    public string? Obstacle =>
        Resource is not (GetObject or ListObjects) ? $"it reads items by {GetObject} and {ListObjects}, not by {Resource}"
        : Resource == GetObject && InputType is not (null or "JSON" or "JSONL" or "CSV")
            ? $"it reads items of the InputType JSON, JSONL and CSV, not {InputType}"
        : null;
}

/// <summary>What becomes of the results of a distributed Map.</summary>
internal sealed record ResultWriter
{
    /// <summary>The call that writes them to a bucket; null when they are only transformed.</summary>
    public string? Resource { get; init; }

    /// <summary>The bucket and the prefix (JSONata's Arguments).</summary>
    public PayloadTemplate? Parameters { get; init; }

    /// <summary><c>NONE</c>, <c>COMPACT</c> or <c>FLATTEN</c>; null when the definition does not say.</summary>
    public string? Transformation { get; init; }

    /// <summary>Whether the files hold a line for each result instead of one array.</summary>
    public bool WritesLines { get; init; }
}
