namespace Workers.Emulator.EventBridge;

/// <summary>EventBridge's quotas, as AWS sets them for a new account.</summary>
internal static class EventBridgeLimits
{
    public const int Buses = 100;

    public const int RulesOfBus = 300;

    public const int TargetsOfRule = 5;

    public const int EntriesOfRequest = 10;

    /// <summary>All entries of one PutEvents together, in bytes.</summary>
    public const int RequestBytes = 1_048_576;

    public const int PatternCharacters = 4_096;

    public const int TargetsOfRequest = 100;

    public const int Page = 100;
}
