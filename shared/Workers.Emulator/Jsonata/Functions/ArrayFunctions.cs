namespace Workers.Emulator.Jsonata;

/// <summary>Functions of arrays.</summary>
internal static class ArrayFunctions
{
    public static void AddTo(BuiltIns functions)
    {
        functions.Add("count", "<a:n>", 1, (_, arguments) => arguments[0] is ArrayValue array ? (double)array.Count : 0.0);
        functions.Add("append", "<xx:a>", 2, Append);
        functions.Add("reverse", "<a:a>", 1, arguments => Reverse((ArrayValue)arguments[0]!));
        functions.Add("shuffle", "<a:a>", 1, arguments => Shuffle((ArrayValue)arguments[0]!));
        functions.Add("distinct", "<x:x>", 1, Distinct);
        functions.Add("zip", "<a+>", 0, Zip);
    }

    private static object? Append(Evaluation evaluation, object?[] arguments)
    {
        var result = Sequences.Append(arguments[0], arguments[1]);
        evaluation.Charge(result is ArrayValue array ? array.Count : 1);
        return result;
    }

    private static ArrayValue Reverse(ArrayValue array)
    {
        if (array.Count <= 1)
        {
            return array;
        }

        var reversed = new List<object?>(array.Items);
        reversed.Reverse();
        return new ArrayValue(reversed);
    }

    private static ArrayValue Shuffle(ArrayValue array)
    {
        if (array.Count <= 1)
        {
            return array;
        }

        var shuffled = array.Items.ToArray();
        Random.Shared.Shuffle(shuffled);
        return new ArrayValue([.. shuffled]);
    }

    private static object? Distinct(Evaluation evaluation, object?[] arguments)
    {
        if (arguments[0] is not ArrayValue { Count: > 1 } array)
        {
            return arguments[0];
        }

        var result = new ArrayValue { IsSequence = array.IsSequence };
        var simple = new HashSet<object>();
        foreach (var item in array.Items)
        {
            evaluation.Charge(1);
            if (item is string or double or bool or JsonNull ? simple.Add(item) : !Contains(result, item, evaluation))
            {
                result.Add(item);
            }
        }

        return result;
    }

    private static bool Contains(ArrayValue array, object? value, Evaluation evaluation)
    {
        evaluation.Charge(array.Count);
        return array.Items.Exists(item => Truth.AreEqual(item, value));
    }

    private static ArrayValue Zip(Evaluation evaluation, object?[] arguments)
    {
        var arrays = arguments.Select(argument => argument as ArrayValue ?? new ArrayValue()).ToList();
        var length = arrays.Count == 0 ? 0 : arrays.Min(array => array.Count);
        evaluation.Charge(length * arrays.Count);
        var result = new ArrayValue(length);
        for (var i = 0; i < length; i++)
        {
            result.Add(new ArrayValue(arrays.ConvertAll(array => array[i])));
        }

        return result;
    }
}
