using System.Runtime.CompilerServices;

namespace Workers.Emulator.Jsonata;

/// <summary>Functions of objects, and of values of any kind.</summary>
internal static class ObjectFunctions
{
    public static void AddTo(BuiltIns functions)
    {
        functions.Add("keys", "<x-:a<s>>", 1, (_, arguments) => Keys(arguments[0]));
        functions.Add("lookup", "<x-s:x>", 2, arguments => Sequences.Lookup(arguments[0], arguments[1] as string ?? "undefined"));
        functions.Add("spread", "<x-:a<o>>", 1, (_, arguments) => Spread(arguments[0]));
        functions.Add("merge", "<a<o>:o>", 1, arguments => Merge((ArrayValue)arguments[0]!));
        functions.Add("clone", "<(oa)-:o>", 1, arguments => Clone(arguments[0]));
        functions.Add("exists", "<x:b>", 1, (_, arguments) => arguments[0] is not null);
        functions.Add("type", "<x:s>", 1, arguments => TypeOf(arguments[0]));
        functions.Add("boolean", "<x-:b>", 1, arguments => Truth.Of(arguments[0]));
        functions.Add("not", "<x-:b>", 1, arguments => !Truth.Of(arguments[0]));
        functions.Add("error", "<s?:x>", 1, (_, arguments) => throw Failure("D3137", arguments[0], "$error() function evaluated"));
        functions.Add(
            "assert",
            "<bs?:x>",
            2,
            (_, arguments) => arguments[0] is true ? null : throw Failure("D3141", arguments[1], "$assert() statement failed")
        );
    }

    /// <summary>The type of a value as JSONata and Step Functions name it.</summary>
    public static string TypeOf(object? value) =>
        value switch
        {
            null => "undefined",
            JsonNull => "null",
            double => "number",
            string => "string",
            bool => "boolean",
            ArrayValue => "array",
            FunctionValue => "function",
            _ => "object",
        };

    private static JsonataException Failure(string code, object? words, string standard) =>
        new(code) { Words = words is string { Length: > 0 } given ? given : standard };

    private static ArrayValue Keys(object? value)
    {
        var keys = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        CollectKeys(value, keys);
        return new ArrayValue([.. keys.Keys]) { IsSequence = true };
    }

    private static void CollectKeys(object? value, OrderedDictionary<string, bool> keys)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (value is ArrayValue array)
        {
            array.Items.ForEach(item => CollectKeys(item, keys));
        }
        else if (value is ObjectValue map)
        {
            Array.ForEach(map.Keys, key => keys[key] = true);
        }
    }

    private static object? Spread(object? value)
    {
        var result = ArrayValue.Sequence();
        switch (value)
        {
            case ArrayValue array:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                foreach (var item in array.Items)
                {
                    if (Spread(item) is { } spread)
                    {
                        Sequences.AddAll(result, spread);
                    }
                }

                // What was appended to is no sequence.
                result.IsSequence = array.Count == 0;
                return result;
            case ObjectValue map:
                foreach (var key in map.Keys)
                {
                    var single = new ObjectValue();
                    single.Set(key, map.Get(key));
                    result.Add(single);
                }

                return result;
            default:
                return value;
        }
    }

    private static ObjectValue Merge(ArrayValue objects)
    {
        var result = new ObjectValue();
        foreach (var map in objects.Items.OfType<ObjectValue>())
        {
            Array.ForEach(map.Keys, key => result.Set(key, map.Get(key)));
        }

        return result;
    }

    private static object? Clone(object? value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case ArrayValue array:
                return new ArrayValue(array.Items.ConvertAll(Clone));
            case ObjectValue map:
                var copy = new ObjectValue();
                Array.ForEach(map.Keys, key => copy.Set(key, Clone(map.Get(key))));
                return copy;
            case FunctionValue:
                return string.Empty;
            default:
                return value;
        }
    }
}
