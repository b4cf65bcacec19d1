using Workers.Emulator.Protocol;

namespace Workers.Emulator.EventBridge.Rules;

/// <summary>The tags of buses and rules.</summary>
internal static class EventBridgeTags
{
    public static TagRules Rules { get; } =
        new()
        {
            List = "Tags",
            Key = "Key",
            Value = "Value",
            IsSorted = true,
            Read = tag => new(tag.Required("Key", 128), tag.Limited("Value", 256) ?? ""),
            TooMany = EventBridgeErrors.LimitExceeded,
        };

    public static TagSet Create() => new(Rules);
}
