namespace Workers.Emulator.StatesLanguage;

/// <summary>Says how often and after which delays a failed piece of work is tried again.</summary>
internal sealed record Retrier
{
    public required ErrorMatcher ErrorEquals { get; init; }

    /// <summary>The delay before the first retry, in seconds.</summary>
    public int IntervalSeconds { get; init; } = 1;

    /// <summary>How many retries there are at most; zero forbids any.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>By what the delay is multiplied from each retry to the next.</summary>
    public double BackoffRate { get; init; } = 2.0;

    /// <summary>The longest delay, in seconds; null when there is no limit.</summary>
    public int? MaxDelaySeconds { get; init; }

    /// <summary>Whether the delay is drawn from zero to its nominal length (JitterStrategy FULL).</summary>
    public bool IsJittered { get; init; }

    public bool Matches(string errorName) => ErrorEquals.Matches(errorName);

    /// <summary>The delay before a retry.</summary>
    /// <param name="retry">Which retry of this retrier it is, from 1.</param>
    /// <param name="random">A number from 0 to 1 for the jitter.</param>
    public TimeSpan Delay(int retry, double random)
    {
        var seconds = IntervalSeconds * Math.Pow(BackoffRate, retry - 1);
        seconds = Math.Min(seconds, MaxDelaySeconds ?? Limits.MaxSeconds);
        return TimeSpan.FromSeconds(IsJittered ? seconds * random : seconds);
    }
}

/// <summary>Says where the execution goes on after an error.</summary>
internal sealed record Catcher
{
    public required ErrorMatcher ErrorEquals { get; init; }

    public required string Next { get; init; }

    /// <summary>Where the error output goes in the state's raw input. JSONPath only.</summary>
    public ReferencePath ResultPath { get; init; } = ReferencePath.Root;

    public PayloadTemplate? Assign { get; init; }

    /// <summary>The output of a JSONata state's catcher; null when it is the error output.</summary>
    public PayloadTemplate? Output { get; init; }

    public bool Matches(string errorName) => ErrorEquals.Matches(errorName);
}
