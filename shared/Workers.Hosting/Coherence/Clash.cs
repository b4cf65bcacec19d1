namespace Workers.Hosting.Coherence;

/// <summary>Two values that do not go together.</summary>
/// <param name="IsError">Whether it loses work, or repeats it for ever; else it only costs something.</param>
/// <param name="Message">Which two, what comes of it, and what to change.</param>
internal readonly record struct Clash(bool IsError, string Message)
{
    public static Clash Error(string message) => new(true, message);

    public static Clash Warning(string message) => new(false, message);
}
