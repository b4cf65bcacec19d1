namespace LocalFleet.Processes;

/// <summary>A process to start.</summary>
/// <param name="Name">What it is called on the console and in its log's name.</param>
/// <param name="Assembly">The program's assembly.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables on top of this process's own; <see langword="null"/> takes one away.</param>
internal sealed record ChildSpec(
    string Name,
    string Assembly,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string?> Environment
)
{
    /// <summary>
    /// A command before the program, which becomes the program itself, as <c>ip netns exec</c> does. Default: none.
    /// </summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];
}
