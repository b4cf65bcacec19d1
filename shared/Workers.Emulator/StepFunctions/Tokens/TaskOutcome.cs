using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>How a task ended.</summary>
internal abstract record TaskOutcome
{
    /// <summary>The worker reported a result.</summary>
    internal sealed record Succeeded(JsonElement Output) : TaskOutcome;

    /// <summary>The worker reported a failure.</summary>
    internal sealed record Failed(string? Error, string? Cause) : TaskOutcome;

    /// <summary>The time for the work, or between two signs of life, ran out.</summary>
    internal sealed record TimedOut : TaskOutcome;

    /// <summary>The execution no longer waits for it.</summary>
    internal sealed record Stopped : TaskOutcome
    {
        public static Stopped Instance { get; } = new();
    }
}
