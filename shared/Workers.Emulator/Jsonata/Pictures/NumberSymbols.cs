namespace Workers.Emulator.Jsonata;

/// <summary>The characters that mean something in a number picture, and in the numbers it makes.</summary>
internal sealed class NumberSymbols
{
    private readonly ObjectValue? options;

    public NumberSymbols(ObjectValue? options)
    {
        this.options = options;
        Decimal = Get("decimal-separator", ".");
        Grouping = Get("grouping-separator", ",");
        Exponent = Get("exponent-separator", "e");
        Minus = Get("minus-sign", "-");
        Percent = Get("percent", "%");
        PerMille = Get("per-mille", "\u2030");
        Zero = Get("zero-digit", "0") is [var zero, ..] ? zero : '0';
        Optional = Get("digit", "#");
        Pattern = Get("pattern-separator", ";");
    }

    public string Decimal { get; }

    public string Grouping { get; }

    public string Exponent { get; }

    public string Minus { get; }

    public string Percent { get; }

    public string PerMille { get; }

    public char Zero { get; }

    public string Optional { get; }

    public string Pattern { get; }

    public bool IsDigit(char c) => c >= Zero && c < Zero + 10;

    /// <summary>Whether it is a digit that must be shown, or may be.</summary>
    public bool IsPlace(char c) => IsDigit(c) || Is(Optional, c);

    /// <summary>Whether it has a meaning of its own, unlike what stands before and after a number.</summary>
    public bool IsActive(char c) => IsPlace(c) || Is(Decimal, c) || Is(Exponent, c) || Is(Grouping, c) || Is(Pattern, c);

    public static bool Is(string symbol, char c) => symbol.Length == 1 && symbol[0] == c;

    /// <summary>ASCII digits as those of the picture's family.</summary>
    public string Localize(string digits) =>
        Zero == '0' ? digits : string.Concat(digits.Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + Zero) : c));

    private string Get(string name, string standard) => options?.Get(name) as string ?? standard;
}
