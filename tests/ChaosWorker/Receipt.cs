namespace ChaosWorker;

/// <summary>What a job comes to.</summary>
internal sealed record Receipt
{
    /// <summary>The order's id.</summary>
    public required string Id { get; init; }

    /// <summary>The sum of its amounts.</summary>
    public required int Total { get; init; }

    /// <summary>The effect's number at the service that honours keys; <see langword="null"/> for an effect that is only appended to a file.</summary>
    public string? Number { get; init; }

    /// <summary>The order's secret.</summary>
    public required string Secret { get; init; }
}
