namespace Workers.Emulator.Jsonata;

/// <summary>What a piece of an expression is, as it is written.</summary>
internal enum SyntaxKind
{
    End,
    Operator,
    Name,
    Variable,
    Literal,
    Regex,
    Wildcard,
    Descendants,
    Parent,
    Binary,
    Negation,
    Array,
    Object,
    Block,
    Call,
    Partial,
    Lambda,
    Condition,
    Sort,
    Transform,
}

/// <summary>A piece of an expression as it is written: operators and their operands. The <see cref="NodeBuilder"/> makes of it what is evaluated.</summary>
internal sealed class Syntax(SyntaxKind kind, Token token)
{
    public SyntaxKind Kind { get; } = kind;

    public Token Token { get; } = token;

    public string Text => Token.Text;

    /// <summary>The left operand; what is called, asked, grouped, sorted or transformed.</summary>
    public Syntax? Left { get; init; }

    /// <summary>The right operand; what a condition yields, a lambda does, a transform sets.</summary>
    public Syntax? Right { get; init; }

    /// <summary>What a condition yields otherwise; what a transform deletes.</summary>
    public Syntax? Other { get; init; }

    /// <summary>Items, arguments, expressions; keys and values in turn; sort terms.</summary>
    public IReadOnlyList<Syntax> Items { get; init; } = [];

    /// <summary>Whether a sort term is descending.</summary>
    public IReadOnlyList<bool> Descending { get; init; } = [];

    public Signature? Signature { get; init; }

    /// <summary>Whether it is followed by <c>[]</c>: a single item stays an array.</summary>
    public bool KeepsArray { get; set; }

    public bool IsBinary(string symbol) => Kind == SyntaxKind.Binary && Text == symbol;
}
