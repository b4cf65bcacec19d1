using System.Runtime.CompilerServices;

namespace Workers.Emulator.Jsonata;

/// <summary>What is done with arrays and sequences alike.</summary>
internal static class Sequences
{
    /// <summary>Both values in one array, which is no sequence; nothing adds nothing.</summary>
    public static object? Append(object? first, object? second)
    {
        if (first is null || second is null)
        {
            return first ?? second;
        }

        var result = new ArrayValue();
        AddAll(result, first);
        AddAll(result, second);
        return result;
    }

    /// <summary>Adds a value, or the items of an array.</summary>
    public static void AddAll(ArrayValue target, object? value)
    {
        if (value is ArrayValue array)
        {
            target.AddRange(array);
        }
        else
        {
            target.Add(value);
        }
    }

    /// <summary>The items of nested arrays, in one.</summary>
    public static void Flatten(ArrayValue array, ArrayValue target)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var item in array.Items)
        {
            if (item is ArrayValue inner)
            {
                Flatten(inner, target);
            }
            else
            {
                target.Add(item);
            }
        }
    }

    /// <summary>The value of a key in an object, or in each object of an array.</summary>
    public static object? Lookup(object? input, string key)
    {
        if (input is ObjectValue map)
        {
            return map.Get(key);
        }

        if (input is not ArrayValue array)
        {
            return null;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        var result = ArrayValue.Sequence();
        foreach (var item in array.Items)
        {
            if (Lookup(item, key) is { } found)
            {
                AddAll(result, found);
            }
        }

        return result;
    }

    /// <summary>A value as an array: itself, or an array of it alone.</summary>
    public static ArrayValue ToArray(object? value) => value as ArrayValue ?? new ArrayValue([value]);

    /// <summary>What a sequence stands for: nothing, its only item, or itself.</summary>
    public static object? Reduce(object? value, bool keepsSingleton)
    {
        if (value is not ArrayValue { IsSequence: true, IsTupleStream: false } sequence)
        {
            return value;
        }

        if (keepsSingleton)
        {
            sequence.KeepsSingleton = true;
        }

        return sequence.Count switch
        {
            0 => null,
            1 => sequence.KeepsSingleton ? sequence : sequence[0],
            _ => sequence,
        };
    }
}
