namespace Definitions;

/// <summary>
/// Keeps the diagrams in the patterns' pages: what stands between <c>&lt;!-- diagram FILE --&gt;</c> and <c>&lt;!-- end of diagram --&gt;</c> is drawn
/// from the definition FILE beside the page. A page without the marks gets them at its end.
/// </summary>
internal static class ReadmeDiagrams
{
    private const string End = "<!-- end of diagram -->";

    /// <summary>Draws the diagrams of all pages.</summary>
    /// <returns>The definitions whose diagrams have changed.</returns>
    public static IReadOnlyList<string> UpdateAll(string patterns)
    {
        var changed = new List<string>();
        foreach (var definition in PatternFolder.Definitions(patterns))
        {
            var page = PageOf(patterns, definition);
            var before = File.ReadAllText(page);
            var after = Update(before, Path.GetFileName(definition), File.ReadAllText(Path.Combine(patterns, definition)));
            if (after != before)
            {
                File.WriteAllText(page, after);
                changed.Add(definition);
            }
        }

        return changed;
    }

    /// <summary>The page of a definition.</summary>
    public static string PageOf(string patterns, string definition) =>
        Path.Combine(patterns, Path.GetDirectoryName(definition)!, "README.md");

    /// <summary>A page with the definition's diagram as it must be.</summary>
    /// <exception cref="FormatException">A mark that begins a diagram is not followed by one that ends it.</exception>
    public static string Update(string page, string file, string definition)
    {
        var mark = $"<!-- diagram {file} -->";
        var start = page.IndexOf(mark, StringComparison.Ordinal);
        if (start < 0)
        {
            page = $"{page.TrimEnd()}\n\n## The states of {file}\n{mark}\n{End}\n";
            start = page.IndexOf(mark, StringComparison.Ordinal);
        }

        start += mark.Length;
        var end = page.IndexOf(End, start, StringComparison.Ordinal);
        return end < 0
            ? throw new FormatException($"'{mark}' is not followed by '{End}'.")
            : $"{page[..start]}\n```mermaid\n{StateDiagram.Draw(definition)}```\n{page[end..]}";
    }
}
