namespace LocalFleet.Provisioning;

/// <summary>What was created for the run.</summary>
internal sealed record FleetResources
{
    /// <summary>The activities' ARNs by name.</summary>
    public required IReadOnlyDictionary<string, string> Activities { get; init; }

    /// <summary>The queues' URLs by name, dead-letter queues included.</summary>
    public required IReadOnlyDictionary<string, string> Queues { get; init; }

    /// <summary>The ARN of the work order's state machine.</summary>
    public required string StateMachineArn { get; init; }
}
