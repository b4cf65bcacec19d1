namespace ChaosWorker;

/// <summary>A job of the chaos run.</summary>
internal sealed record Order
{
    /// <summary>The execution's name.</summary>
    public required string Id { get; init; }

    /// <summary>What is to be added up.</summary>
    public required IReadOnlyList<int> Amounts { get; init; }

    /// <summary>How long the work takes, in milliseconds; the effect happens halfway.</summary>
    public required int WorkMs { get; init; }

    /// <summary>What must be found in no log and no telemetry.</summary>
    public required string Secret { get; init; }
}
