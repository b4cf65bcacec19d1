using System.Globalization;
using System.Text;

namespace Workers.Emulator.Jsonata;

/// <summary>Replacements that refer to what was found: <c>$0</c> to all of it, <c>$1</c> and so on to its groups, <c>$$</c> to the sign.</summary>
internal static class ReplacementText
{
    public static string Fill(string template, JsMatch match)
    {
        var result = new StringBuilder();
        var position = 0;
        while (position < template.Length)
        {
            var sign = template.IndexOf('$', position);
            if (sign < 0)
            {
                break;
            }

            result.Append(template, position, sign - position);
            position = sign + 1;
            var next = position < template.Length ? template[position] : '\0';
            if (next == '$')
            {
                result.Append('$');
                position++;
            }
            else if (next == '0')
            {
                result.Append(match.Text);
                position++;
            }
            else if (TryReadGroup(template, position, match.Groups.Count, out var number, out var length))
            {
                result.Append(number <= match.Groups.Count ? match.Groups[number - 1] : null);
                position += length;
            }
            else
            {
                result.Append('$');
            }
        }

        return result.Append(template, position, template.Length - position).ToString();
    }

    // As many digits as the number of groups has, or one less when there is no such group.
    private static bool TryReadGroup(string template, int position, int groups, out int number, out int length)
    {
        var most = groups.ToString(CultureInfo.InvariantCulture).Length;
        length = 0;
        while (length < most && position + length < template.Length && char.IsAsciiDigit(template[position + length]))
        {
            length++;
        }

        number = 0;
        if (length == 0)
        {
            return false;
        }

        number = int.Parse(template.AsSpan(position, length), CultureInfo.InvariantCulture);
        if (number > groups && length > 1)
        {
            number = int.Parse(template.AsSpan(position, --length), CultureInfo.InvariantCulture);
        }

        return number > 0;
    }
}
