using System.Collections.Immutable;
using Workers.Emulator.EventBridge.Delivery;
using Workers.Emulator.EventBridge.Patterns;
using Workers.Emulator.Protocol;
using Workers.Emulator.Statistics;

namespace Workers.Emulator.EventBridge.Rules;

/// <summary>What PutRule sets.</summary>
internal sealed record RuleSettings
{
    public const string Enabled = "ENABLED";

    public const string Disabled = "DISABLED";

    /// <summary>The pattern's text, as it was given; null for a rule that only has a schedule.</summary>
    public string? PatternText { get; init; }

    /// <summary>What <see cref="PatternText"/> says.</summary>
    public EventPattern? Pattern { get; init; }

    public string? Schedule { get; init; }

    public string State { get; init; } = Enabled;

    public string? Description { get; init; }

    public string? RoleArn { get; init; }
}

/// <summary>A rule of a bus: which events it takes, and where it sends them. Settings and targets are replaced as a whole.</summary>
internal sealed class Rule(string name, string busName, string arn, RuleSettings settings)
{
    private RuleSettings _settings = settings;
    private ImmutableList<Target> _targets = [];

    public string Name { get; } = name;

    public string BusName { get; } = busName;

    public string Arn { get; } = arn;

    public RuleSettings Settings
    {
        get => Volatile.Read(ref _settings);
        set => Volatile.Write(ref _settings, value);
    }

    /// <summary>The targets in the order in which they were added. Changed only under the bus's lock.</summary>
    public ImmutableList<Target> Targets
    {
        get => Volatile.Read(ref _targets);
        set => Volatile.Write(ref _targets, value);
    }

    public TagSet Tags { get; } = EventBridgeTags.Create();

    /// <summary>Events that the rule took.</summary>
    public Counter Matched { get; } = new();

    /// <summary>Deliveries to targets that succeeded.</summary>
    public Counter Delivered { get; } = new();

    /// <summary>Deliveries to targets that failed.</summary>
    public Counter Failed { get; } = new();
}
