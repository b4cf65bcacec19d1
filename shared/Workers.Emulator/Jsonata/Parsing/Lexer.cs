using System.Globalization;
using System.Text;

namespace Workers.Emulator.Jsonata;

/// <summary>Takes an expression apart, one token after the other.</summary>
internal sealed class Lexer(string text)
{
    private const string WhiteSpace = " \t\n\r\v";
    private const string SingleOperators = ".[]{}(),@#;:?+-*/%|=<>^&!~";
    private const int EscapeLength = 4;

    private static readonly string[] DoubleOperators = ["..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??"];

    private int position;

    /// <summary>The next token.</summary>
    /// <param name="isInfix">Whether an operator may stand here, so that a slash divides and begins no regular expression.</param>
    /// <exception cref="JsonataException">The text is no token.</exception>
    public Token Next(bool isInfix)
    {
        SkipBlanks();
        if (position >= text.Length)
        {
            return new Token(TokenKind.End, "(end)", null, text.Length);
        }

        var c = text[position];
        if (c == '/' && !isInfix)
        {
            position++;
            return new Token(TokenKind.Regex, "", ScanRegex(), position);
        }

        if (DoubleOperators.FirstOrDefault(o => string.CompareOrdinal(text, position, o, 0, o.Length) == 0) is { } pair)
        {
            position += pair.Length;
            return new Token(TokenKind.Operator, pair, null, position);
        }

        if (SingleOperators.Contains(c, StringComparison.Ordinal))
        {
            position++;
            return new Token(TokenKind.Operator, c.ToString(), null, position);
        }

        return c switch
        {
            '"' or '\'' => new Token(TokenKind.Literal, "", ScanString(c), position),
            >= '0' and <= '9' => new Token(TokenKind.Literal, "", ScanNumber(), position),
            '`' => new Token(TokenKind.Name, ScanQuotedName(), null, position),
            _ => ScanName(),
        };
    }

    private void SkipBlanks()
    {
        while (position < text.Length)
        {
            if (WhiteSpace.Contains(text[position], StringComparison.Ordinal))
            {
                position++;
            }
            else if (string.CompareOrdinal(text, position, "/*", 0, 2) == 0)
            {
                var end = text.IndexOf("*/", position + 2, StringComparison.Ordinal);
                position = end >= 0 ? end + 2 : throw new JsonataException("S0106");
            }
            else
            {
                return;
            }
        }
    }

    private JsRegex ScanRegex()
    {
        var start = position;
        var depth = 0;
        for (; position < text.Length; position++)
        {
            var c = text[position];
            if (c == '\\')
            {
                position++;
            }
            else if (c == '/' && depth == 0)
            {
                return EndRegex(text[start..position]);
            }
            else if (c is '(' or '[' or '{')
            {
                depth++;
            }
            else if (c is ')' or ']' or '}')
            {
                depth--;
            }
        }

        throw new JsonataException("S0302");
    }

    private JsRegex EndRegex(string pattern)
    {
        if (pattern.Length == 0)
        {
            throw new JsonataException("S0301");
        }

        var flags = ++position;
        while (position < text.Length && text[position] is 'i' or 'm')
        {
            position++;
        }

        return JsRegex.Parse(pattern, text[flags..position]);
    }

    private string ScanString(char quote)
    {
        var value = new StringBuilder();
        for (position++; position < text.Length; position++)
        {
            var c = text[position];
            if (c == quote)
            {
                position++;
                return value.ToString();
            }

            value.Append(c == '\\' ? ScanEscape() : c);
        }

        throw new JsonataException("S0101");
    }

    private char ScanEscape()
    {
        position++;
        var c = position < text.Length ? text[position] : '\0';
        switch (c)
        {
            case '"' or '\\' or '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                return ScanCodeUnit();
            default:
                throw new JsonataException("S0103") { Token = c.ToString() };
        }
    }

    private char ScanCodeUnit()
    {
        var isComplete = position + EscapeLength < text.Length;
        if (
            !isComplete
            || !ushort.TryParse(
                text.AsSpan(position + 1, EscapeLength),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var unit
            )
        )
        {
            throw new JsonataException("S0104");
        }

        position += EscapeLength;
        return (char)unit;
    }

    private double ScanNumber()
    {
        var start = position;
        if (text[position++] != '0')
        {
            SkipDigits();
        }

        if (At('.') && IsDigit(position + 1))
        {
            position++;
            SkipDigits();
        }

        if (At('e') || At('E'))
        {
            var sign = position + 1 < text.Length && text[position + 1] is '+' or '-' ? 1 : 0;
            if (IsDigit(position + 1 + sign))
            {
                position += 1 + sign;
                SkipDigits();
            }
        }

        var digits = text[start..position];
        var number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? number : throw new JsonataException("S0102") { Token = digits };
    }

    private bool At(char c) => position < text.Length && text[position] == c;

    private bool IsDigit(int index) => index < text.Length && char.IsAsciiDigit(text[index]);

    private void SkipDigits()
    {
        while (IsDigit(position))
        {
            position++;
        }
    }

    private string ScanQuotedName()
    {
        var start = position + 1;
        var end = text.IndexOf('`', start);
        if (end < 0)
        {
            throw new JsonataException("S0105");
        }

        position = end + 1;
        return text[start..end];
    }

    private Token ScanName()
    {
        var start = position;
        while (position < text.Length && !IsEndOfName(text[position]))
        {
            position++;
        }

        var name = text[start..position];
        return name switch
        {
            "and" or "or" or "in" => new Token(TokenKind.Operator, name, null, position),
            "true" => new Token(TokenKind.Literal, "", true, position),
            "false" => new Token(TokenKind.Literal, "", false, position),
            "null" => new Token(TokenKind.Literal, "", JsonNull.Value, position),
            ['$', ..] => new Token(TokenKind.Variable, name[1..], null, position),
            _ => new Token(TokenKind.Name, name, null, position),
        };
    }

    private static bool IsEndOfName(char c) =>
        WhiteSpace.Contains(c, StringComparison.Ordinal) || SingleOperators.Contains(c, StringComparison.Ordinal);
}
