namespace Workers.Emulator.StatesLanguage;

/// <summary>Step Functions' own limits on fields of a definition.</summary>
internal static class Limits
{
    /// <summary>The longest time-out, heartbeat, interval or wait, in seconds.</summary>
    public const int MaxSeconds = 99_999_999;

    /// <summary>The longest MaxDelaySeconds of a retrier, exclusive: a leap year in seconds.</summary>
    public const int MaxDelaySeconds = 31_622_400;

    /// <summary>The longest name of a state, in characters.</summary>
    public const int StateNameLength = 80;

    /// <summary>The longest label of a distributed Map, in characters.</summary>
    public const int LabelLength = 40;

    /// <summary>How deep intrinsic functions may nest.</summary>
    public const int IntrinsicDepth = 10;
}
