using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>What one child execution of a map run is for, and that execution.</summary>
/// <param name="input">The child's input.</param>
/// <param name="items">How many items it stands for: one, or a batch.</param>
internal sealed class MapRunEntry(JsonElement input, int items)
{
    private Execution? _child;
    private bool _awaitsRedrive;

    public JsonElement Input { get; } = input;

    public int Items { get; } = items;

    /// <summary>The latest child execution; null until one has started.</summary>
    public Execution? Child
    {
        get => Volatile.Read(ref _child);
        set => Volatile.Write(ref _child, value);
    }

    /// <summary>Whether the child has failed and is to be redriven, but has not begun yet.</summary>
    public bool AwaitsRedrive
    {
        get => Volatile.Read(ref _awaitsRedrive);
        set => Volatile.Write(ref _awaitsRedrive, value);
    }
}
