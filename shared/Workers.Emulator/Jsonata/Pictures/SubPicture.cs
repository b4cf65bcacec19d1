namespace Workers.Emulator.Jsonata;

/// <summary>How a number picture shows numbers of one sign.</summary>
internal sealed class SubPicture
{
    private readonly string text;
    private readonly NumberSymbols symbols;
    private readonly string active;
    private readonly string mantissa;
    private readonly string integer;
    private readonly string fraction;
    private readonly string? exponent;

    /// <exception cref="JsonataException">D3081 to D3093: the picture is wrong.</exception>
    public SubPicture(string text, NumberSymbols symbols)
    {
        this.text = text;
        this.symbols = symbols;
        var first = Find(text);
        var last = text.Length - 1;
        while (last >= 0 && !IsPart(text[last]))
        {
            last--;
        }

        Prefix = first < 0 ? string.Empty : text[..first];
        Suffix = first < 0 ? string.Empty : text[(last + 1)..];
        active = text[Prefix.Length..(text.Length - Suffix.Length)];
        var mark = active.IndexOf(symbols.Exponent, StringComparison.Ordinal);
        mantissa = mark < 0 ? active : active[..mark];
        exponent = mark < 0 ? null : active[(mark + symbols.Exponent.Length)..];
        var point = mantissa.IndexOf(symbols.Decimal, StringComparison.Ordinal);
        integer = point < 0 ? mantissa : mantissa[..point];
        fraction = point < 0 ? string.Empty : mantissa[(point + symbols.Decimal.Length)..];
        if (FindError() is { } code)
        {
            throw new JsonataException(code);
        }

        Analyse();
    }

    public string Prefix { get; init; }

    public string Suffix { get; }

    public int MinInteger { get; private set; }

    public int MinFraction { get; private set; }

    public int MaxFraction { get; private set; }

    /// <summary>How many digits the exponent has at least; 0 when there is none.</summary>
    public int MinExponent { get; private set; }

    /// <summary>How many digits the mantissa has before the decimal point.</summary>
    public int Scaling { get; private set; }

    public bool HasDecimal => text.Contains(symbols.Decimal, StringComparison.Ordinal);

    public double Factor =>
        text.Contains(symbols.Percent, StringComparison.Ordinal) ? 100
        : text.Contains(symbols.PerMille, StringComparison.Ordinal) ? 1000
        : 1;

    /// <summary>After how many digits of the fraction a separator stands.</summary>
    public List<int> FractionGroups { get; private set; } = [];

    /// <summary>Before how many digits of the integer part a separator stands.</summary>
    public List<int> IntegerGroups { get; private set; } = [];

    /// <summary>The distance of separators in the integer part; 0 when it varies, or there are none.</summary>
    public int RegularGroup { get; private set; }

    /// <summary>The greatest distance of which all positions are the multiples in turn; 0 when there is none.</summary>
    public static int Regular(IReadOnlyList<int> positions)
    {
        if (positions.Count == 0)
        {
            return 0;
        }

        var factor = positions.Aggregate(GreatestCommonDivisor);
        return factor > 0 && Enumerable.Range(1, positions.Count).All(i => positions.Contains(i * factor)) ? factor : 0;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);

    private int Find(string where)
    {
        for (var i = 0; i < where.Length; i++)
        {
            if (IsPart(where[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private bool IsPart(char c) => symbols.IsActive(c) && !NumberSymbols.Is(symbols.Exponent, c);

    // Where several rules are broken, the last one counts.
    private string? FindError()
    {
        (bool IsBroken, string Code)[] rules =
        [
            (IsRepeated(symbols.Decimal), "D3081"),
            (IsRepeated(symbols.Percent), "D3082"),
            (IsRepeated(symbols.PerMille), "D3083"),
            (Has(symbols.Percent) && Has(symbols.PerMille), "D3084"),
            (!mantissa.Any(symbols.IsPlace), "D3085"),
            (active.Any(c => !symbols.IsActive(c)), "D3086"),
            (Has(symbols.Grouping + symbols.Decimal) || Has(symbols.Decimal + symbols.Grouping), "D3087"),
            (!Has(symbols.Decimal) && integer.EndsWith(symbols.Grouping, StringComparison.Ordinal), "D3088"),
            (Has(symbols.Grouping + symbols.Grouping), "D3089"),
            (integer.Split(symbols.Optional) is [var before, _, ..] && before.Any(symbols.IsDigit), "D3090"),
            (
                fraction.LastIndexOf(symbols.Optional, StringComparison.Ordinal) is var o and >= 0 && fraction[o..].Any(symbols.IsDigit),
                "D3091"
            ),
            (exponent is { Length: > 0 } && (Has(symbols.Percent) || Has(symbols.PerMille)), "D3092"),
            (exponent is not null && !(exponent.Length > 0 && exponent.All(symbols.IsDigit)), "D3093"),
        ];
        return rules.LastOrDefault(rule => rule.IsBroken).Code;
    }

    private bool Has(string part) => text.Contains(part, StringComparison.Ordinal);

    private bool IsRepeated(string symbol) =>
        text.IndexOf(symbol, StringComparison.Ordinal) != text.LastIndexOf(symbol, StringComparison.Ordinal);

    private void Analyse()
    {
        IntegerGroups = GroupsOf(integer, isFraction: false);
        FractionGroups = GroupsOf(fraction, isFraction: true);
        RegularGroup = Regular(IntegerGroups);
        MinInteger = integer.Count(symbols.IsDigit);
        Scaling = MinInteger;
        MinFraction = fraction.Count(symbols.IsDigit);
        MaxFraction = fraction.Count(symbols.IsPlace);
        MinExponent = exponent?.Length ?? 0;
        if (MinInteger == 0 && MaxFraction == 0)
        {
            if (exponent is null)
            {
                MinInteger = 1;
            }
            else
            {
                (MinFraction, MaxFraction) = (1, 1);
            }
        }

        if (exponent is not null && MinInteger == 0 && integer.Contains(symbols.Optional, StringComparison.Ordinal))
        {
            MinInteger = 1;
        }

        if (MinInteger == 0 && MinFraction == 0)
        {
            MinFraction = 1;
        }
    }

    private List<int> GroupsOf(string part, bool isFraction)
    {
        var positions = new List<int>();
        for (
            var i = part.IndexOf(symbols.Grouping, StringComparison.Ordinal);
            i >= 0 && symbols.Grouping.Length > 0;
            i = part.IndexOf(symbols.Grouping, i + symbols.Grouping.Length, StringComparison.Ordinal)
        )
        {
            positions.Add((isFraction ? part[..i] : part[i..]).Count(symbols.IsPlace));
        }

        return positions;
    }
}
