using System.Text;

namespace Workers.Emulator.EventBridge.Patterns;

/// <summary>A text with stars that stand for any text, also the empty one; a backslash makes a star or a backslash ordinary.</summary>
internal sealed class Wildcard
{
    // What stands before, between and after the stars.
    private readonly List<string> _parts = [];

    /// <exception cref="Protocol.AwsErrorException">InvalidEventPatternException: two stars in a row, or a backslash before something else.</exception>
    public Wildcard(string pattern)
    {
        var part = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    if (i + 1 >= pattern.Length || pattern[i + 1] is not ('*' or '\\'))
                    {
                        throw EventBridgeErrors.InvalidPattern($"Invalid escape character at pos {i}");
                    }

                    part.Append(pattern[++i]);
                    break;
                case '*':
                    if (i + 1 < pattern.Length && pattern[i + 1] == '*')
                    {
                        throw EventBridgeErrors.InvalidPattern($"Consecutive wildcard characters at pos {i}");
                    }

                    _parts.Add(part.ToString());
                    part.Clear();
                    break;
                default:
                    part.Append(pattern[i]);
                    break;
            }
        }

        _parts.Add(part.ToString());
    }

    public bool Matches(string text)
    {
        if (_parts.Count == 1)
        {
            return text == _parts[0];
        }

        var (first, last) = (_parts[0], _parts[^1]);
        if (
            text.Length < first.Length + last.Length
            || !text.StartsWith(first, StringComparison.Ordinal)
            || !text.EndsWith(last, StringComparison.Ordinal)
        )
        {
            return false;
        }

        // The leftmost place of each part leaves the most room for those after it.
        var rest = text.AsSpan(first.Length, text.Length - first.Length - last.Length);
        foreach (var part in _parts[1..^1])
        {
            var place = rest.IndexOf(part, StringComparison.Ordinal);
            if (place < 0)
            {
                return false;
            }

            rest = rest[(place + part.Length)..];
        }

        return true;
    }
}
