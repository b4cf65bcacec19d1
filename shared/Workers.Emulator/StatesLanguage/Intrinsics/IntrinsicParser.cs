using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>Reads calls of intrinsic functions.</summary>
internal sealed class IntrinsicParser
{
    private readonly string text;
    private int position;

    private IntrinsicParser(string text) => this.text = text;

    private char Peek() => position < text.Length ? text[position] : '\0';

    /// <summary>Reads a call, if the whole text is one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IntrinsicCall? call)
    {
        var parser = new IntrinsicParser(text);
        try
        {
            call = parser.ParseCall(depth: 1);
            parser.SkipSpaces();
            return parser.position == text.Length;
        }
        catch (PathSyntaxException)
        {
            call = null;
            return false;
        }
    }

    private IntrinsicCall ParseCall(int depth)
    {
        var start = position;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() == '.')
        {
            position++;
        }

        var function = IntrinsicFunction.Find(text[start..position]);
        if (function is null || depth > Limits.IntrinsicDepth)
        {
            throw Unexpected();
        }

        Expect('(');
        var arguments = new List<Expression>();
        SkipSpaces();
        if (Peek() != ')')
        {
            arguments.Add(ParseArgument(function, 0, depth));
            SkipSpaces();
            while (Peek() == ',')
            {
                position++;
                SkipSpaces();
                arguments.Add(ParseArgument(function, arguments.Count, depth));
                SkipSpaces();
            }
        }

        Expect(')');
        return arguments.Count >= function.MinimumArguments && arguments.Count <= function.MaximumArguments
            ? new IntrinsicCall(text[start..position], function, [.. arguments])
            : throw Unexpected();
    }

    private Expression ParseArgument(IntrinsicFunction function, int index, int depth)
    {
        switch (Peek())
        {
            case '$':
                var paths = new PathParser(text, position);
                var path = paths.ParsePrefix(inFilter: false);
                position = paths.Position;
                return new PathExpression(path);
            case '\'':
                // A template keeps its escapes: only it can tell a placeholder from braces that stand for themselves.
                return ParseLiteral(keepsEscapes: index == 0 && function.Name == "States.Format");
            case 'S':
                return ParseCall(depth + 1);
            default:
                return ParseWord();
        }
    }

    private LiteralExpression ParseLiteral(bool keepsEscapes)
    {
        var start = position++;
        var value = new StringBuilder();
        while (Peek() != '\'')
        {
            if (Peek() == '\\')
            {
                position++;
                if (Peek() is not ('\'' or '\\' or '{' or '}'))
                {
                    throw Unexpected();
                }

                if (keepsEscapes)
                {
                    value.Append('\\');
                }
            }

            if (position >= text.Length)
            {
                throw Unexpected();
            }

            value.Append(Peek());
            position++;
        }

        position++;
        return new LiteralExpression(text[start..position], Json.FromString(value.ToString()));
    }

    private LiteralExpression ParseWord()
    {
        var start = position;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '-' or '+' or '.')
        {
            position++;
        }

        var word = text[start..position];
        try
        {
            return word.Length > 0 ? new LiteralExpression(word, Json.Parse(word)) : throw Unexpected();
        }
        catch (JsonException)
        {
            throw Unexpected();
        }
    }

    private void SkipSpaces()
    {
        while (Peek() is ' ' or '\t' or '\n' or '\r')
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

    private PathSyntaxException Unexpected() => new($"Not a call of an intrinsic function: {text}");
}
