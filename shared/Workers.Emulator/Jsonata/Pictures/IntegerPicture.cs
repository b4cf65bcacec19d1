using System.Globalization;
using System.Text;

namespace Workers.Emulator.Jsonata;

/// <summary>Whole numbers by pictures such as <c>#,##0</c>, <c>I</c>, <c>Ww</c> or <c>1;o</c>, as XPath's format-integer shows them.</summary>
internal sealed class IntegerPicture
{
    private const int MostDigits = 400;

    // The zeros of Unicode's groups of decimal digits.
    private static readonly int[] Zeros =
    [
        0x30,
        0x660,
        0x6f0,
        0x7c0,
        0x966,
        0x9e6,
        0xa66,
        0xae6,
        0xb66,
        0xbe6,
        0xc66,
        0xce6,
        0xd66,
        0xde6,
        0xe50,
        0xed0,
        0xf20,
        0x1040,
        0x1090,
        0x17e0,
        0x1810,
        0x1946,
        0x19d0,
        0x1a80,
        0x1a90,
        0x1b50,
        0x1bb0,
        0x1c40,
        0x1c50,
        0xa620,
        0xa8d0,
        0xa900,
        0xa9d0,
        0xa9f0,
        0xaa50,
        0xabf0,
        0xff10,
    ];

    private readonly List<(int Position, string Sign)> separators = [];
    private Kind kind = Kind.Decimal;
    private LetterCase letters;
    private string token = string.Empty;
    private int zero;
    private int regular;

    private IntegerPicture() { }

    private enum Kind
    {
        Decimal,
        Letters,
        Roman,
        Words,
        Sequence,
    }

    private enum LetterCase
    {
        Lower,
        Upper,
        Title,
    }

    public bool IsOrdinal { get; private set; }

    public int MandatoryDigits { get; set; }

    public int OptionalDigits { get; private set; }

    /// <summary>How many digits there are, exactly, when such a number is read; null when it ends where its digits end.</summary>
    public int? Width { get; set; }

    /// <summary>Whether digits are grouped at regular distances.</summary>
    public bool IsGrouped => regular > 0;

    /// <summary>The sign between regular groups of digits.</summary>
    public string? GroupSign => regular > 0 ? separators[0].Sign : null;

    /// <summary>The pattern of texts that <see cref="Read"/> reads.</summary>
    /// <exception cref="JsonataException">D3130: no such numbers can be read.</exception>
    public string Pattern =>
        kind switch
        {
            Kind.Letters => letters == LetterCase.Upper ? "[A-Z]+" : "[a-z]+",
            Kind.Roman => letters == LetterCase.Upper ? "[MDCLXVI]+" : "[mdclxvi]+",
            Kind.Words => $"(?:{string.Join('|', NumberWords.All.OrderByDescending(word => word.Length))}|and|[-, ])+",
            Kind.Decimal => "[0-9]" + (Width is { } width ? $"{{{width}}}" : "+") + (IsOrdinal ? "(?:th|st|nd|rd)" : ""),
            _ => throw Unsupported(),
        };

    /// <exception cref="JsonataException">D3131: digits of several scripts.</exception>
    public static IntegerPicture Parse(string picture)
    {
        var result = new IntegerPicture();
        var semicolon = picture.LastIndexOf(';');
        result.token = semicolon < 0 ? picture : picture[..semicolon];
        result.IsOrdinal = semicolon >= 0 && picture.AsSpan(semicolon + 1).StartsWith('o');
        (result.kind, result.letters) = result.token switch
        {
            "A" => (Kind.Letters, LetterCase.Upper),
            "a" => (Kind.Letters, LetterCase.Lower),
            "I" => (Kind.Roman, LetterCase.Upper),
            "i" => (Kind.Roman, LetterCase.Lower),
            "W" => (Kind.Words, LetterCase.Upper),
            "w" => (Kind.Words, LetterCase.Lower),
            "Ww" => (Kind.Words, LetterCase.Title),
            _ => (Kind.Decimal, LetterCase.Lower),
        };
        if (result.kind == Kind.Decimal)
        {
            result.ReadDigits();
        }

        return result;
    }

    /// <summary>The number as the picture shows it.</summary>
    /// <exception cref="JsonataException">D3130: the picture is one of a sequence that is not known.</exception>
    public string Format(double number)
    {
        var size = Math.Abs(number);
        var text = kind switch
        {
            Kind.Letters => Numerals.ToLetters(size, letters == LetterCase.Upper ? 'A' : 'a'),
            Kind.Roman => WithCase(Numerals.ToRoman(size)),
            Kind.Words => WithCase(NumberWords.Of(size, IsOrdinal)),
            Kind.Decimal => FormatDigits(size),
            _ => throw Unsupported(),
        };
        return number < 0 ? "-" + text : text;
    }

    /// <summary>The number that a text of this picture shows; null when it shows none.</summary>
    /// <exception cref="JsonataException">D3130: the picture is one of a sequence that is not known.</exception>
    public object? Read(string text)
    {
        var number = kind switch
        {
            Kind.Letters => Numerals.FromLetters(text, letters == LetterCase.Upper ? 'A' : 'a'),
            Kind.Roman => Numerals.FromRoman(text),
            Kind.Words => NumberWords.Read(text.ToLowerInvariant()),
            Kind.Decimal => ReadDecimal(text),
            _ => throw Unsupported(),
        };
        return double.IsNaN(number) ? null : number;
    }

    private JsonataException Unsupported() => new("D3130") { Value = token };

    private string WithCase(string text) =>
        letters switch
        {
            LetterCase.Upper => text.ToUpperInvariant(),
            LetterCase.Lower => text.ToLowerInvariant(),
            _ => text,
        };

    private void ReadDigits()
    {
        var position = 0;
        foreach (var rune in token.EnumerateRunes().Reverse())
        {
            var group = Array.FindLast(Zeros, start => rune.Value >= start && rune.Value <= start + 9);
            if (group > 0)
            {
                if (zero > 0 && zero != group)
                {
                    throw new JsonataException("D3131");
                }

                zero = group;
                MandatoryDigits++;
                position++;
            }
            else if (rune.Value == '#')
            {
                OptionalDigits++;
                position++;
            }
            else
            {
                separators.Add((position, rune.ToString()));
            }
        }

        if (MandatoryDigits == 0)
        {
            kind = Kind.Sequence;
        }
        else if (separators.TrueForAll(separator => separator.Sign == separators[0].Sign))
        {
            regular = SubPicture.Regular([.. separators.Select(separator => separator.Position)]);
        }
    }

    private string FormatDigits(double number)
    {
        var digits = NumberText.Of(number).PadLeft(Math.Min(MandatoryDigits, MostDigits), '0');
        var suffix = IsOrdinal ? Numerals.OrdinalSuffix(digits) : string.Empty;
        var length = digits.Length;
        var text = new StringBuilder(
            zero == '0' ? digits : string.Concat(digits.Select(c => char.IsAsciiDigit(c) ? ((char)(c - '0' + zero)).ToString() : $"{c}"))
        );
        var signs =
            regular > 0
                ? Enumerable.Range(1, length / regular).Select(i => (Position: i * regular, separators[0].Sign))
                : separators.OrderBy(separator => separator.Position);
        foreach (var (position, sign) in signs.Where(sign => sign.Position < length))
        {
            text.Insert(length - position, sign);
        }

        return text.Append(suffix).ToString();
    }

    private double ReadDecimal(string text)
    {
        var digits = IsOrdinal && text.Length > 2 ? text[..^2] : text;
        foreach (var (_, sign) in regular > 0 ? [(0, ","), separators[0]] : separators)
        {
            digits = digits.Replace(sign, "", StringComparison.Ordinal);
        }

        digits = string.Concat(digits.Select(c => c >= zero && c <= zero + 9 ? (char)(c - zero + '0') : c));
        var length = digits.StartsWith('-') || digits.StartsWith('+') ? 1 : 0;
        while (length < digits.Length && char.IsAsciiDigit(digits[length]))
        {
            length++;
        }

        return double.TryParse(digits.AsSpan(0, length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : double.NaN;
    }
}
