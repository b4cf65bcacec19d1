using System.Globalization;
using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>Reads the condition of a filter, for example <c>@.price &lt; 10 &amp;&amp; @.kind == 'book'</c>.</summary>
internal sealed class FilterParser(string text, int position, int depth)
{
    // Deeper nesting would end the process before it meant anything.
    private const int MostDepth = 100;

    private static readonly (string Sign, FilterOperator Operator)[] Operators =
    [
        ("==", FilterOperator.Equal),
        ("!=", FilterOperator.NotEqual),
        ("<=", FilterOperator.LessOrEqual),
        (">=", FilterOperator.GreaterOrEqual),
        ("<", FilterOperator.Less),
        (">", FilterOperator.Greater),
        ("in ", FilterOperator.In),
        ("nin ", FilterOperator.NotIn),
        ("contains ", FilterOperator.Contains),
        ("size ", FilterOperator.Size),
        ("empty ", FilterOperator.Empty),
    ];

    private int position = position;
    private int depth = depth;

    /// <summary>Where reading has come to.</summary>
    public int Position => position;

    private ReadOnlySpan<char> Rest => text.AsSpan(Math.Min(position, text.Length));

    /// <summary>Reads conditions joined by <c>||</c>.</summary>
    public PathPredicate ParseAlternatives()
    {
        var parts = new List<PathPredicate> { ParseConjunction() };
        while (TrySkip("||"))
        {
            parts.Add(ParseConjunction());
        }

        return parts.Count == 1 ? parts[0] : new AnyPredicate([.. parts]);
    }

    private PathPredicate ParseConjunction()
    {
        var parts = new List<PathPredicate> { ParseCondition() };
        while (TrySkip("&&"))
        {
            parts.Add(ParseCondition());
        }

        return parts.Count == 1 ? parts[0] : new AllPredicate([.. parts]);
    }

    private PathPredicate ParseCondition()
    {
        Deepen();
        var condition = ParseNested();
        depth--;
        return condition;
    }

    private PathPredicate ParseNested()
    {
        if (TrySkip("!"))
        {
            return new NotPredicate(ParseCondition());
        }

        if (TrySkip("("))
        {
            var inner = ParseAlternatives();
            return TrySkip(")") ? inner : throw Unexpected();
        }

        var left = ParseOperand();
        foreach (var (sign, comparison) in Operators)
        {
            if (TrySkip(sign))
            {
                return new ComparisonPredicate(left, comparison, ParseOperand());
            }
        }

        return left.IsPath ? new ExistsPredicate(left) : throw Unexpected();
    }

    private FilterOperand ParseOperand()
    {
        SkipSpaces();
        switch (Rest.IsEmpty ? '\0' : Rest[0])
        {
            case '@' or '$':
                var paths = new PathParser(text, position, depth);
                var path = paths.ParsePrefix(inFilter: true);
                position = paths.Position;
                return new FilterOperand(default, path);
            case '\'' or '"':
                var quotes = new PathParser(text, position);
                var value = quotes.ParseQuoted();
                position = quotes.Position;
                return new FilterOperand(Json.FromString(value), null);
            case '[':
                return ParseArray();
            default:
                return ParseWord();
        }
    }

    private FilterOperand ParseArray()
    {
        var elements = new List<JsonElement>();
        Deepen();
        position++;
        while (!TrySkip("]"))
        {
            if (elements.Count > 0 && !TrySkip(","))
            {
                throw Unexpected();
            }

            var operand = ParseOperand();
            elements.Add(!operand.IsPath && operand.TryEvaluate(default, default, out var element) ? element : throw Unexpected());
        }

        depth--;
        return new FilterOperand(Json.FromArray(elements), null);
    }

    private FilterOperand ParseWord()
    {
        var start = position;
        while (!Rest.IsEmpty && (char.IsAsciiLetterOrDigit(Rest[0]) || Rest[0] is '-' or '+' or '.'))
        {
            position++;
        }

        var word = text[start..position];
        if (word is "true" or "false" or "null" || double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            try
            {
                return new FilterOperand(Json.Parse(word), null);
            }
            catch (JsonException)
            {
                throw Unexpected();
            }
        }

        throw Unexpected();
    }

    private void Deepen()
    {
        if (++depth > MostDepth)
        {
            throw new PathSyntaxException($"The path nests more than {MostDepth} levels deep.");
        }
    }

    private bool TrySkip(string sign)
    {
        SkipSpaces();
        if (!Rest.StartsWith(sign, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        position += sign.Length;
        return true;
    }

    private void SkipSpaces()
    {
        while (!Rest.IsEmpty && Rest[0] == ' ')
        {
            position++;
        }
    }

    private PathSyntaxException Unexpected() =>
        new(string.Create(CultureInfo.InvariantCulture, $"Unexpected text at position {position} of the path {text}"));
}
