namespace Workers.Emulator.Jsonata;

/// <summary>An expression is wrong, or its evaluation failed. Codes and messages are JSONata's own.</summary>
/// <param name="code">For example <c>T2001</c>: S for syntax, T for types, D for what data did.</param>
internal sealed class JsonataException(string code) : Exception
{
    /// <summary>The code of errors that Step Functions' own functions raise: they are told by their message alone.</summary>
    public const string WithoutCode = "";

    public string Code { get; } = code;

    /// <summary>The operator, function or piece of text that is to blame.</summary>
    public object? Token { get; set; }

    /// <summary>The value that is to blame, or what was expected instead.</summary>
    public object? Value { get; init; }

    public object? Value2 { get; init; }

    /// <summary>Which argument is to blame, from 1.</summary>
    public int Index { get; init; }

    /// <summary>Words of the expression's own, or the plural of a type.</summary>
    public string? Words { get; init; }

    public override string Message => ErrorMessages.Describe(this);
}
