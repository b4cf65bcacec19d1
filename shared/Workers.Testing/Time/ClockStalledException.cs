namespace Workers.Testing.Time;

/// <summary>A run on skipped time cannot go on: something holds the clock still, or nothing is left to wait for.</summary>
public sealed class ClockStalledException(string message) : Exception(message);
