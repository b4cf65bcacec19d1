namespace Workers.Emulator.Jsonata;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    End,
    Operator,
    Name,
    Variable,
    Literal,
    Regex,
}

/// <summary>A token of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The operator, or the name without its sign.</param>
/// <param name="Value">The value of a literal, or the regular expression.</param>
/// <param name="Position">Where it ends in the expression.</param>
internal readonly record struct Token(TokenKind Kind, string Text, object? Value, int Position)
{
    public bool Is(string text) => Kind == TokenKind.Operator && Text == text;

    /// <summary>The token as messages show it.</summary>
    public object? Shown => Kind is TokenKind.Literal ? Value : Text;
}
