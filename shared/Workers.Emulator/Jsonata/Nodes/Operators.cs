namespace Workers.Emulator.Jsonata;

/// <summary>A negated number.</summary>
internal sealed class NegationNode(Node operand) : Node
{
    public override object? Compute(Evaluation evaluation, object? input, Frame frame)
    {
        var value = evaluation.Evaluate(operand, input, frame);
        return value is null ? null
            : Truth.IsNumber(value) ? -(double)value
            : throw new JsonataException("D1002") { Value = value };
    }
}

/// <summary>An operator between two values.</summary>
internal sealed class BinaryNode(string symbol, Node left, Node right) : Node
{
    private const double LongestRange = 1e7;

    public override object? Compute(Evaluation evaluation, object? input, Frame frame)
    {
        var first = evaluation.Evaluate(left, input, frame);
        if (symbol is "and" or "or")
        {
            return Truth.Of(first) == (symbol == "or") ? symbol == "or" : Truth.Of(evaluation.Evaluate(right, input, frame));
        }

        var second = evaluation.Evaluate(right, input, frame);
        return symbol switch
        {
            "+" or "-" or "*" or "/" or "%" => Calculate(first, second),
            "=" => first is not null && second is not null && Truth.AreEqual(first, second),
            "!=" => first is not null && second is not null && !Truth.AreEqual(first, second),
            "<" or "<=" or ">" or ">=" => Compare(first, second),
            "&" => Join(first, second, evaluation),
            "in" => first is not null && second is not null && Sequences.ToArray(second).Items.Exists(item => Truth.AreSame(item, first)),
            _ => Range(first, second, evaluation),
        };
    }

    private double? Calculate(object? first, object? second)
    {
        if (first is not null && !Truth.IsNumber(first))
        {
            throw new JsonataException("T2001") { Token = symbol, Value = first };
        }

        if (second is not null && !Truth.IsNumber(second))
        {
            throw new JsonataException("T2002") { Token = symbol, Value = second };
        }

        if (first is not double a || second is not double b)
        {
            return null;
        }

        return symbol switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            _ => a % b,
        };
    }

    private bool? Compare(object? first, object? second)
    {
        if (first is not (null or string or double) || second is not (null or string or double))
        {
            throw new JsonataException("T2010") { Token = symbol, Value = first is string or double ? second : first };
        }

        if (first is null || second is null)
        {
            return null;
        }

        if (first is double a && second is double b)
        {
            return symbol switch
            {
                "<" => a < b,
                "<=" => a <= b,
                ">" => a > b,
                _ => a >= b,
            };
        }

        if (first is not string x || second is not string y)
        {
            throw new JsonataException("T2009")
            {
                Token = symbol,
                Value = first,
                Value2 = second,
            };
        }

        var order = string.CompareOrdinal(x, y);
        return symbol switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private static string Join(object? first, object? second, Evaluation evaluation)
    {
        var joined = (first is null ? "" : ValueText.Of(first)) + (second is null ? "" : ValueText.Of(second));
        evaluation.ChargeText(joined.Length);
        return joined;
    }

    private static ArrayValue? Range(object? first, object? second, Evaluation evaluation)
    {
        if (first is not null && !(first is double f && double.IsInteger(f)))
        {
            throw new JsonataException("T2003") { Value = first };
        }

        if (second is not null && !(second is double s && double.IsInteger(s)))
        {
            throw new JsonataException("T2004") { Value = second };
        }

        if (first is not double start || second is not double end || start > end)
        {
            return null;
        }

        var size = end - start + 1;
        if (size > LongestRange)
        {
            throw new JsonataException("D2014") { Value = size };
        }

        if (size > Evaluation.LongestRange)
        {
            throw Evaluation.TooLarge();
        }

        evaluation.Charge((int)size);
        var range = new ArrayValue((int)size) { IsSequence = true };
        for (var number = start; range.Count < size; number++)
        {
            range.Add(number);
        }

        return range;
    }
}
