using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>One evaluation of an indefinite path: collects what it denotes, in document order.</summary>
internal readonly struct PathSelection(JsonElement root, PathSegment[] segments, List<JsonElement> results)
{
    /// <summary>What <c>$</c> denotes within filters.</summary>
    public JsonElement Root { get; } = root;

    /// <summary>Applies the segments from the given one on.</summary>
    public void Continue(JsonElement current, int segment)
    {
        if (segment == segments.Length)
        {
            results.Add(current);
        }
        else
        {
            segments[segment].Expand(current, this, segment + 1);
        }
    }
}
