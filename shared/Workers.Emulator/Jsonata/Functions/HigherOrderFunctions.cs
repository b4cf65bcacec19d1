namespace Workers.Emulator.Jsonata;

/// <summary>Functions that call functions.</summary>
internal static class HigherOrderFunctions
{
    public static void AddTo(BuiltIns functions)
    {
        functions.Add("map", "<af>", 2, Map);
        functions.Add("filter", "<af>", 2, Filter);
        functions.Add("single", "<af?>", 2, Single);
        functions.Add("reduce", "<afj?:j>", 3, Reduce);
        functions.Add("sift", "<o-f?:o>", 2, Sift);
        functions.Add("each", "<o-f:a>", 2, Each);
        functions.Add("sort", "<af?:a>", 2, Sort);
    }

    // A function gets no more arguments than it looks at.
    private static object? Call(Evaluation evaluation, object? function, params object?[] arguments)
    {
        var arity = function is FunctionValue callable ? callable.Arity : 1;
        return evaluation.Apply(function, arguments[..Math.Clamp(arity, 1, arguments.Length)], JsonNull.Value);
    }

    private static ArrayValue? Map(Evaluation evaluation, object?[] arguments)
    {
        if (arguments[0] is not ArrayValue array)
        {
            return null;
        }

        var result = ArrayValue.Sequence();
        for (var i = 0; i < array.Count; i++)
        {
            if (Call(evaluation, arguments[1], array[i], (double)i, array) is { } value)
            {
                result.Add(value);
            }
        }

        return result;
    }

    private static ArrayValue? Filter(Evaluation evaluation, object?[] arguments)
    {
        if (arguments[0] is not ArrayValue array)
        {
            return null;
        }

        var result = ArrayValue.Sequence();
        for (var i = 0; i < array.Count; i++)
        {
            if (Truth.Of(Call(evaluation, arguments[1], array[i], (double)i, array)))
            {
                result.Add(array[i]);
            }
        }

        return result;
    }

    private static object? Single(Evaluation evaluation, object?[] arguments)
    {
        if (arguments[0] is not ArrayValue array)
        {
            return null;
        }

        var found = -1;
        for (var i = 0; i < array.Count; i++)
        {
            if (arguments[1] is null || Truth.Of(Call(evaluation, arguments[1], array[i], (double)i, array)))
            {
                found = found < 0 ? i : throw new JsonataException("D3138");
            }
        }

        return found >= 0 ? array[found] : throw new JsonataException("D3139");
    }

    private static object? Reduce(Evaluation evaluation, object?[] arguments)
    {
        if (arguments[0] is not ArrayValue array)
        {
            return null;
        }

        if (arguments[1] is not FunctionValue { Arity: >= 2 } function)
        {
            throw new JsonataException("D3050");
        }

        var hasStart = arguments[2] is not null || array.Count == 0;
        var result = hasStart ? arguments[2] : array[0];
        for (var i = hasStart ? 0 : 1; i < array.Count; i++)
        {
            result = Call(evaluation, function, result, array[i], (double)i, array);
        }

        return result;
    }

    private static ObjectValue? Sift(Evaluation evaluation, object?[] arguments)
    {
        if (arguments[0] is not ObjectValue map)
        {
            return null;
        }

        var result = new ObjectValue();
        foreach (var key in map.Keys)
        {
            var value = map.Get(key);
            if (Truth.Of(Call(evaluation, arguments[1], value, key, map)))
            {
                result.Set(key, value);
            }
        }

        return result.Count > 0 ? result : null;
    }

    private static ArrayValue Each(Evaluation evaluation, object?[] arguments)
    {
        var result = ArrayValue.Sequence();
        if (arguments[0] is ObjectValue map)
        {
            foreach (var key in map.Keys)
            {
                if (Call(evaluation, arguments[1], map.Get(key), key, map) is { } value)
                {
                    result.Add(value);
                }
            }
        }

        return result;
    }

    private static object? Sort(Evaluation evaluation, object?[] arguments)
    {
        if (arguments[0] is not ArrayValue { Count: > 1 } array)
        {
            return arguments[0];
        }

        if (arguments[1] is not null)
        {
            return new ArrayValue(
                MergeSort.Sort(array.Items, (a, b) => Truth.IsSomething(evaluation.Apply(arguments[1], [a, b], JsonNull.Value)), evaluation)
            );
        }

        if (array.Items.TrueForAll(Truth.IsNumber))
        {
            return new ArrayValue(MergeSort.Sort(array.Items, (a, b) => (double)a! > (double)b!, evaluation));
        }

        return array.Items.TrueForAll(item => item is string)
            ? new ArrayValue(MergeSort.Sort(array.Items, (a, b) => string.CompareOrdinal((string)a!, (string)b!) > 0, evaluation))
            : throw new JsonataException("D3070");
    }
}
