using System.Text.RegularExpressions;

namespace Workers.Emulator.Jsonata;

/// <summary>A regular expression of an expression, which is ECMAScript's.</summary>
internal sealed class JsRegex
{
    // No pattern and no text may hold an execution up.
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(1);

    private readonly Regex regex;

    private JsRegex(Regex regex) => this.regex = regex;

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">What stands between the slashes.</param>
    /// <param name="flags">Any of <c>i</c> and <c>m</c>.</param>
    /// <exception cref="JsonataException">S0303: it is no regular expression.</exception>
    public static JsRegex Parse(string pattern, string flags)
    {
        var isMultiline = flags.Contains('m', StringComparison.Ordinal);
        var ignoreCase = flags.Contains('i', StringComparison.Ordinal);
        try
        {
            var options = RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
            return new JsRegex(new Regex(new JsRegexTranslator(pattern, isMultiline).Translate(), options, LongestSearch));
        }
        catch (ArgumentException error)
        {
            throw new JsonataException("S0303") { Words = error.Message };
        }
    }

    /// <summary>The matches in a text, found as they are asked for.</summary>
    /// <exception cref="JsonataException">D1004: a match after the first is empty; D1012: the search takes too long.</exception>
    public IEnumerable<JsMatch> Matches(string text)
    {
        var match = Find(text, 0);
        while (match.Success)
        {
            yield return new JsMatch(match);
            var next = match.Index + match.Length;
            if (next >= text.Length)
            {
                yield break;
            }

            match = Find(text, next);
            if (match is { Success: true, Length: 0 })
            {
                throw new JsonataException("D1004");
            }
        }
    }

    private Match Find(string text, int start)
    {
        try
        {
            return regex.Match(text, start);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new JsonataException("D1012");
        }
    }
}

/// <summary>What a regular expression has found.</summary>
/// <param name="Text">The text found.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Groups">What its groups hold; null for a group that took no part.</param>
internal sealed record JsMatch(string Text, int Start, IReadOnlyList<string?> Groups)
{
    public JsMatch(Match match)
        : this(match.Value, match.Index, [.. match.Groups.Values.Skip(1).Select(group => group.Success ? group.Value : null)]) { }

    public int End => Start + Text.Length;
}
