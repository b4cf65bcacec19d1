namespace Workers.Emulator.Jsonata;

/// <summary>Which arguments a function takes, for example <c>&lt;s-nn?:s&gt;</c>: checks them, and completes them from the context.</summary>
internal sealed class Signature
{
    private const string AnyValue = "asnblfom";
    private const string AnyJson = "asnblom";

    private readonly List<Parameter> parameters = [];

    private Signature() { }

    public int Count => parameters.Count;

    /// <summary>Reads a signature, with its angle brackets.</summary>
    /// <exception cref="JsonataException">S0401 or S0402.</exception>
    public static Signature Parse(string text)
    {
        var signature = new Signature();
        for (var i = 1; i < text.Length && text[i] != ':'; i++)
        {
            var c = text[i];
            var last = signature.parameters.LastOrDefault();
            switch (c)
            {
                case 's' or 'n' or 'b' or 'l' or 'o':
                    signature.parameters.Add(new Parameter(c, $"{c}m"));
                    break;
                case 'a' or 'x':
                    signature.parameters.Add(new Parameter(c, AnyValue));
                    break;
                case 'f':
                    signature.parameters.Add(new Parameter(c, "f"));
                    break;
                case 'j':
                    signature.parameters.Add(new Parameter(c, AnyJson));
                    break;
                case '-' when last is not null:
                    last.TakesContext = true;
                    last.IsOptional = true;
                    break;
                case '?' when last is not null:
                    last.IsOptional = true;
                    break;
                case '+' when last is not null:
                    last.IsRepeated = true;
                    break;
                case '(':
                    var end = FindClosing(text, i, '(', ')');
                    var choice = text[(i + 1)..end];
                    if (choice.Contains('<', StringComparison.Ordinal))
                    {
                        throw new JsonataException("S0402") { Value = choice };
                    }

                    signature.parameters.Add(new Parameter('(', choice + "m"));
                    i = end;
                    break;
                case '<':
                    if (last is not { Type: 'a' or 'f' })
                    {
                        throw new JsonataException("S0401") { Value = last?.Type.ToString() };
                    }

                    var close = FindClosing(text, i, '<', '>');
                    last.ItemType = text[(i + 1)..close];
                    i = close;
                    break;
            }
        }

        return signature;
    }

    /// <summary>The arguments as the function gets them.</summary>
    /// <param name="arguments">The arguments of the call.</param>
    /// <param name="context">What stands in for an argument that is left out.</param>
    /// <exception cref="JsonataException">T0410, T0411 or T0412.</exception>
    public object?[] Validate(object?[] arguments, object? context)
    {
        var counts = new int[parameters.Count];
        if (!TryMatch(arguments, 0, 0, counts))
        {
            throw new JsonataException("T0410") { Index = FindWrong(arguments) + 1 };
        }

        var validated = new List<object?>(Math.Max(arguments.Length, parameters.Count));
        var next = 0;
        for (var i = 0; i < parameters.Count; i++)
        {
            if (counts[i] == 0 && parameters[i].TakesContext)
            {
                validated.Add(FromContext(parameters[i], context, next));
            }
            else if (counts[i] == 0)
            {
                // JSONata leaves no gap for an argument that is left out: the next one moves up.
                validated.Add(next < arguments.Length ? arguments[next] : null);
                next++;
            }

            for (var n = 0; n < counts[i]; n++, next++)
            {
                var argument = next < arguments.Length ? arguments[next] : null;
                validated.Add(parameters[i].Type == 'a' ? ToArray(parameters[i], argument, next) : argument);
            }
        }

        return [.. validated];
    }

    private static object? FromContext(Parameter parameter, object? context, int index) =>
        parameter.Accepts(SymbolOf(context)) ? context : throw new JsonataException("T0411") { Index = index + 1 };

    private static ArrayValue? ToArray(Parameter parameter, object? argument, int index)
    {
        if (argument is null)
        {
            return null;
        }

        var array = argument as ArrayValue;
        if (parameter.ItemType is { } type)
        {
            var isRight = array is null
                ? type.Length == 1 && SymbolOf(argument) == type[0]
                : array.Items.TrueForAll(item => SymbolOf(item) == type[0]);
            if (!isRight)
            {
                throw new JsonataException("T0412")
                {
                    Value = argument,
                    Index = index + 1,
                    Value2 = PluralOf(type[0]),
                };
            }
        }

        return array ?? new ArrayValue([argument]);
    }

    private bool TryMatch(object?[] arguments, int parameter, int argument, int[] counts)
    {
        if (parameter == parameters.Count)
        {
            return argument == arguments.Length;
        }

        var wanted = parameters[parameter];
        var most = 0;
        while (
            (wanted.IsRepeated || most == 0) && argument + most < arguments.Length && wanted.Accepts(SymbolOf(arguments[argument + most]))
        )
        {
            most++;
        }

        for (var count = most; count >= (wanted.IsOptional ? 0 : 1); count--)
        {
            counts[parameter] = count;
            if (TryMatch(arguments, parameter + 1, argument + count, counts))
            {
                return true;
            }
        }

        return false;
    }

    // The first argument that the parameters up to its own do not fit.
    private int FindWrong(object?[] arguments)
    {
        var next = 0;
        foreach (var parameter in parameters)
        {
            var taken = next;
            while ((parameter.IsRepeated || taken == next) && taken < arguments.Length && parameter.Accepts(SymbolOf(arguments[taken])))
            {
                taken++;
            }

            if (taken == next && !parameter.IsOptional)
            {
                return next;
            }

            next = taken;
        }

        return next;
    }

    private static char SymbolOf(object? value) =>
        value switch
        {
            null => 'm',
            string => 's',
            double => 'n',
            bool => 'b',
            JsonNull => 'l',
            ArrayValue => 'a',
            FunctionValue => 'f',
            _ => 'o',
        };

    private static string PluralOf(char type) =>
        type switch
        {
            'a' => "arrays",
            'b' => "booleans",
            'f' => "functions",
            'n' => "numbers",
            'o' => "objects",
            _ => "strings",
        };

    private static int FindClosing(string text, int start, char open, char close)
    {
        var depth = 1;
        var i = start + 1;
        for (; i < text.Length; i++)
        {
            depth +=
                text[i] == open ? 1
                : text[i] == close ? -1
                : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return text.Length - 1;
    }

    private sealed class Parameter(char type, string symbols)
    {
        public char Type { get; } = type;

        public bool IsOptional { get; set; }

        public bool IsRepeated { get; set; }

        public bool TakesContext { get; set; }

        public string? ItemType { get; set; }

        public bool Accepts(char symbol) => symbols.Contains(symbol, StringComparison.Ordinal);
    }
}
