namespace Workers.Emulator.Jsonata;

/// <summary>The functions that every expression knows: those of JSONata without <c>$eval</c>, and those that Step Functions adds.</summary>
internal sealed class BuiltIns : Frame
{
    private BuiltIns()
        : base(null)
    {
        TextFunctions.AddTo(this);
        MatchFunctions.AddTo(this);
        UrlFunctions.AddTo(this);
        NumberFunctions.AddTo(this);
        ArrayFunctions.AddTo(this);
        ObjectFunctions.AddTo(this);
        HigherOrderFunctions.AddTo(this);
        DateFunctions.AddTo(this);
        StatesFunctions.AddTo(this);
    }

    public static Frame Frame { get; } = new BuiltIns();

    /// <summary>Adds a function.</summary>
    /// <param name="name">Its name without the sign.</param>
    /// <param name="signature">Its signature.</param>
    /// <param name="arity">How many arguments it looks at when another function calls it.</param>
    /// <param name="body">What it does.</param>
    public void Add(string name, string signature, int arity, Func<Evaluation, object?[], object?> body) =>
        Bind(name, new BuiltInFunction(signature, arity, body));

    /// <summary>Adds a function that needs nothing but its arguments, of which the first must be there: without it there is no result.</summary>
    public void Add(string name, string signature, int arity, Func<object?[], object?> body) =>
        Add(name, signature, arity, (_, arguments) => arguments[0] is null ? null : body(arguments));
}
