using System.Text;

namespace Workers.Emulator.Jsonata;

/// <summary>Rewrites a regular expression of ECMAScript as one of .NET that finds the same.</summary>
internal sealed class JsRegexTranslator(string pattern, bool isMultiline)
{
    private const string LineEnds = @"\n\r\u2028\u2029";

    private readonly StringBuilder target = new();
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    private int groups;
    private int position;

    public string Translate()
    {
        CountGroups();
        for (; position < pattern.Length; position++)
        {
            var c = pattern[position];
            switch (c)
            {
                case '\\':
                    Escape(isInClass: false);
                    break;
                case '[':
                    CharacterClass();
                    break;
                case '.':
                    target.Append("[^").Append(LineEnds).Append(']');
                    break;
                case '^':
                    target.Append(isMultiline ? $@"(?<=\A|[{LineEnds}])" : @"\A");
                    break;
                case '$':
                    target.Append(isMultiline ? $@"(?=[{LineEnds}]|\z)" : @"\z");
                    break;
                case '(' when TryReadName(out var end):
                    target.Append('(');
                    position = end;
                    break;
                default:
                    target.Append(c);
                    break;
            }
        }

        return target.ToString();
    }

    // .NET numbers named groups after all others: here each gets the number of its place, and its name goes.
    private void CountGroups()
    {
        for (position = 0; position < pattern.Length; position++)
        {
            if (pattern[position] == '\\')
            {
                position++;
            }
            else if (pattern[position] == '(' && (At(1) != '?' || TryReadName(out _)))
            {
                groups++;
                if (TryReadName(out var end))
                {
                    names[pattern[(position + 3)..end]] = groups;
                }
            }
        }

        position = 0;
    }

    private bool TryReadName(out int end)
    {
        end = -1;
        if (At(1) != '?' || At(2) != '<' || At(3) is '=' or '!')
        {
            return false;
        }

        end = pattern.IndexOf('>', position);
        return end >= 0;
    }

    private char At(int offset) => position + offset < pattern.Length ? pattern[position + offset] : '\0';

    private void CharacterClass()
    {
        if (At(1) == ']')
        {
            target.Append("(?!)");
            position++;
            return;
        }

        if (At(1) == '^' && At(2) == ']')
        {
            target.Append(@"[\s\S]");
            position += 2;
            return;
        }

        target.Append('[');
        for (position++; position < pattern.Length && pattern[position] != ']'; position++)
        {
            switch (pattern[position])
            {
                case '\\':
                    Escape(isInClass: true);
                    break;
                case '[':
                    target.Append(@"\[");
                    break;
                default:
                    target.Append(pattern[position]);
                    break;
            }
        }

        target.Append(position < pattern.Length ? "]" : "");
    }

    private void Escape(bool isInClass)
    {
        var c = At(1);
        position++;
        switch (c)
        {
            case 'd':
                target.Append(isInClass ? "0-9" : "[0-9]");
                break;
            case 'D':
                target.Append(isInClass ? @"\0-/:-\uffff" : "[^0-9]");
                break;
            case 'w':
                target.Append(isInClass ? "A-Za-z0-9_" : "[A-Za-z0-9_]");
                break;
            case 'W':
                target.Append(isInClass ? @"\0-/:-@\[-\^`{-\uffff" : "[^A-Za-z0-9_]");
                break;
            case 's' or 'S' or 't' or 'n' or 'r' or 'f' or 'v' or 'b' or 'B' or 'c' or 'x' or 'u':
                target.Append('\\').Append(c);
                break;
            case 'k' when At(1) == '<' && pattern.IndexOf('>', position) is var end and > 0:
                target.Append("(?:\\").Append(names.GetValueOrDefault(pattern[(position + 2)..end])).Append(')');
                position = end;
                break;
            case '0':
                target.Append(@"\x00");
                break;
            case >= '1' and <= '9' when !isInClass:
                BackReference();
                break;
            default:
                AppendLiteral(c, isInClass);
                break;
        }
    }

    // A number beyond the groups is an octal code of old; a group that took no part matches the empty text.
    private void BackReference()
    {
        var end = position;
        while (end < pattern.Length && char.IsAsciiDigit(pattern[end]) && end - position < 2)
        {
            end++;
        }

        var number = int.Parse(pattern.AsSpan(position, end - position), System.Globalization.CultureInfo.InvariantCulture);
        if (number > groups && end - position > 1)
        {
            end--;
            number /= 10;
        }

        if (number <= groups)
        {
            target.Append(System.Globalization.CultureInfo.InvariantCulture, $@"(?({number})\{number})");
        }
        else
        {
            AppendLiteral((char)number, isInClass: false);
        }

        position = end - 1;
    }

    private void AppendLiteral(char c, bool isInClass)
    {
        var needsEscape = isInClass ? c is '\\' or ']' or '[' or '^' or '-' : !char.IsLetterOrDigit(c) && c is > ' ' and < '\u007f';
        if (needsEscape)
        {
            target.Append('\\');
        }

        target.Append(c);
    }
}
