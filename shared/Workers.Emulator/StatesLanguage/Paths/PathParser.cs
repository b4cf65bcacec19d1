using System.Globalization;
using System.Text;

namespace Workers.Emulator.StatesLanguage;

/// <summary>Reads the path dialect of Step Functions: Jayway's, with <c>$$</c> and <c>$name</c> as further roots.</summary>
internal sealed class PathParser(string text, int position = 0, int depth = 0)
{
    private int position = position;

    /// <summary>Where reading has come to.</summary>
    public int Position => position;

    private bool IsAtEnd => position >= text.Length;

    private char Peek() => position < text.Length ? text[position] : '\0';

    /// <summary>Reads the whole text as a path.</summary>
    public JsonPath ParsePath()
    {
        var path = ParsePrefix(inFilter: false);
        return IsAtEnd ? path : throw Unexpected();
    }

    /// <summary>Reads a path from the position on, as far as it reaches.</summary>
    /// <param name="inFilter">Whether it is an operand of a filter, where <c>@</c> is a root and functions may follow.</param>
    public JsonPath ParsePrefix(bool inFilter)
    {
        var start = position;
        var root = ParseRoot(inFilter, out var variable);
        var segments = new List<PathSegment>();
        PathFunction? function = null;
        while (!IsAtEnd && function is null)
        {
            if (Peek() == '[')
            {
                segments.Add(ParseBracket());
            }
            else if (Peek() == '.')
            {
                function = ParseDot(segments);
            }
            else
            {
                break;
            }
        }

        if (segments.Count > 0 && segments[^1] is DescentSegment)
        {
            throw new PathSyntaxException("Path must not end with a '.' or '..'");
        }

        return new JsonPath(text[start..position], root, variable, [.. segments], function);
    }

    private static bool IsNameCharacter(char c) => c is not ('.' or '[' or '(' or '\0');

    private PathRoot ParseRoot(bool inFilter, out string? variable)
    {
        variable = null;
        if (inFilter && Peek() == '@')
        {
            position++;
            return PathRoot.Candidate;
        }

        if (Peek() != '$')
        {
            throw new PathSyntaxException($"A path must start with '$': {text}");
        }

        position++;
        if (Peek() == '$')
        {
            position++;
            return PathRoot.Context;
        }

        var start = position;
        while (char.IsLetterOrDigit(Peek()) || Peek() == '_')
        {
            position++;
        }

        if (position == start)
        {
            return PathRoot.Input;
        }

        variable = text[start..position];
        return char.IsDigit(variable[0])
            ? throw new PathSyntaxException($"A variable must not start with a digit: {text}")
            : PathRoot.Variable;
    }

    private PathFunction? ParseDot(List<PathSegment> segments)
    {
        position++;
        if (Peek() == '.')
        {
            position++;
            segments.Add(new DescentSegment());
            if (Peek() == '[')
            {
                segments.Add(ParseBracket());
                return null;
            }
        }

        if (Peek() == '*')
        {
            position++;
            segments.Add(new WildcardSegment());
            return null;
        }

        var name = ParseName();
        if (Peek() != '(')
        {
            segments.Add(new NameSegment([name]));
            return null;
        }

        position++;
        SkipSpaces();
        Expect(')');
        return PathFunction.Find(name) ?? throw new PathSyntaxException($"Function of name: {name} cannot be created");
    }

    private string ParseName()
    {
        var start = position;
        while (IsNameCharacter(Peek()) && !IsFilterDelimiter(Peek()))
        {
            position++;
        }

        return position > start ? text[start..position] : throw Unexpected();
    }

    // Outside of brackets a name ends where an operator or the end of an enclosing call begins.
    private static bool IsFilterDelimiter(char c) =>
        c is ' ' or ')' or ']' or ',' or '=' or '!' or '<' or '>' or '&' or '|' or '~' or '*' or '\'' or '"';

    private PathSegment ParseBracket()
    {
        Expect('[');
        SkipSpaces();
        PathSegment segment = Peek() switch
        {
            '*' => ParseWildcard(),
            '\'' or '"' => ParseNames(),
            '?' => ParseFilter(),
            _ => ParseIndexes(),
        };
        SkipSpaces();
        Expect(']');
        return segment;
    }

    private WildcardSegment ParseWildcard()
    {
        position++;
        return new WildcardSegment();
    }

    private NameSegment ParseNames()
    {
        var names = new List<string>();
        while (true)
        {
            names.Add(ParseQuoted());
            SkipSpaces();
            if (Peek() != ',')
            {
                return new NameSegment([.. names]);
            }

            position++;
            SkipSpaces();
        }
    }

    private FilterSegment ParseFilter()
    {
        position++;
        SkipSpaces();
        Expect('(');
        var filter = new FilterParser(text, position, depth + 1);
        var predicate = filter.ParseAlternatives();
        position = filter.Position;
        SkipSpaces();
        Expect(')');
        return new FilterSegment(predicate);
    }

    private PathSegment ParseIndexes()
    {
        var first = ParseInteger();
        SkipSpaces();
        if (Peek() == ':')
        {
            position++;
            SkipSpaces();
            return new SliceSegment(first, ParseInteger());
        }

        var indexes = new List<int> { first ?? throw Unexpected() };
        while (Peek() == ',')
        {
            position++;
            SkipSpaces();
            indexes.Add(ParseInteger() ?? throw Unexpected());
            SkipSpaces();
        }

        return new IndexSegment([.. indexes]);
    }

    private int? ParseInteger()
    {
        var start = position;
        if (Peek() == '-')
        {
            position++;
        }

        while (char.IsAsciiDigit(Peek()))
        {
            position++;
        }

        if (position == start)
        {
            return null;
        }

        return int.TryParse(
            text.AsSpan(start, position - start),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : throw Unexpected();
    }

    /// <summary>Reads a name or a text in quotes, in which a backslash makes the quote, or a backslash, stand for itself; before anything else it stands for itself.</summary>
    public string ParseQuoted()
    {
        var quote = Peek();
        if (quote is not ('\'' or '"'))
        {
            throw Unexpected();
        }

        position++;
        var value = new StringBuilder();
        while (Peek() != quote)
        {
            if (Peek() == '\\' && position + 1 < text.Length && (text[position + 1] == quote || text[position + 1] == '\\'))
            {
                position++;
            }

            if (IsAtEnd)
            {
                throw Unexpected();
            }

            value.Append(Peek());
            position++;
        }

        position++;
        return value.ToString();
    }

    private void SkipSpaces()
    {
        while (Peek() == ' ')
        {
            position++;
        }
    }

    private void Expect(char expected)
    {
        if (Peek() != expected)
        {
            throw Unexpected();
        }

        position++;
    }

    private PathSyntaxException Unexpected() =>
        new(
            IsAtEnd
                ? $"The path ends too early: {text}"
                : string.Create(CultureInfo.InvariantCulture, $"Unexpected character '{Peek()}' at position {position} of the path {text}")
        );
}
