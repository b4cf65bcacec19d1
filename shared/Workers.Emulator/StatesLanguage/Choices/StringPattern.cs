namespace Workers.Emulator.StatesLanguage;

/// <summary>The pattern of StringMatches: <c>*</c> stands for any characters, <c>\*</c> for a star, <c>\\</c> for a backslash.</summary>
internal sealed class StringPattern
{
    private readonly List<string> parts;

    private StringPattern(List<string> parts) => this.parts = parts;

    public static StringPattern Parse(string text)
    {
        var parts = new List<string>();
        var part = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                part.Append(text[++i]);
            }
            else if (text[i] == '*')
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(text[i]);
            }
        }

        parts.Add(part.ToString());
        return new StringPattern(parts);
    }

    public bool IsMatch(ReadOnlySpan<char> text)
    {
        if (parts.Count == 1)
        {
            return text.SequenceEqual(parts[0]);
        }

        if (
            text.Length < parts[0].Length + parts[^1].Length
            || !text.StartsWith(parts[0], StringComparison.Ordinal)
            || !text.EndsWith(parts[^1], StringComparison.Ordinal)
        )
        {
            return false;
        }

        // Between the fixed ends the earliest place for each part leaves most room for the next.
        text = text[parts[0].Length..^parts[^1].Length];
        for (var i = 1; i < parts.Count - 1; i++)
        {
            var at = text.IndexOf(parts[i], StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            text = text[(at + parts[i].Length)..];
        }

        return true;
    }
}
