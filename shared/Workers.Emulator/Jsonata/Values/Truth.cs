using System.Runtime.CompilerServices;

namespace Workers.Emulator.Jsonata;

/// <summary>What values count as, and when they are equal.</summary>
internal static class Truth
{
    /// <summary>Whether a value counts as true: nothing, null, zero, functions and what is empty do not, nor an array without a true item.</summary>
    public static bool Of(object? value)
    {
        switch (value)
        {
            case bool truth:
                return truth;
            case string text:
                return text.Length > 0;
            case double number:
                return IsNumber(number) && number != 0;
            case ArrayValue array:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                return array.Items.Exists(Of);
            case ObjectValue map:
                return map.Count > 0;
            default:
                return false;
        }
    }

    /// <summary>Whether there is a value that is not null, zero, false or empty text.</summary>
    public static bool IsSomething(object? value) => value is not (null or JsonNull or false or 0.0 or "");

    /// <summary>Whether the value is a number, not-a-number being none.</summary>
    /// <exception cref="JsonataException">D1001: the number is infinite.</exception>
    public static bool IsNumber(object? value) =>
        value is double number
        && !double.IsNaN(number)
        && (double.IsFinite(number) ? true : throw new JsonataException("D1001") { Value = number });

    public static bool AreEqual(object? first, object? second)
    {
        switch (first, second)
        {
            case (double a, double b):
                return a == b;
            case (string a, string b):
                return string.Equals(a, b, StringComparison.Ordinal);
            case (bool a, bool b):
                return a == b;
            case (ArrayValue a, ArrayValue b):
                RuntimeHelpers.EnsureSufficientExecutionStack();
                return AreEqual(a, b);
            case (ObjectValue a, ObjectValue b):
                RuntimeHelpers.EnsureSufficientExecutionStack();
                return AreEqual(a, b);
            default:
                return ReferenceEquals(first, second);
        }
    }

    /// <summary>Whether two values are the same one: arrays and objects are only themselves.</summary>
    public static bool AreSame(object? first, object? second) =>
        first is ArrayValue or ObjectValue ? ReferenceEquals(first, second) : AreEqual(first, second);

    private static bool AreEqual(ArrayValue first, ArrayValue second)
    {
        if (first.Count != second.Count)
        {
            return false;
        }

        for (var i = 0; i < first.Count; i++)
        {
            if (!AreEqual(first[i], second[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(ObjectValue first, ObjectValue second)
    {
        if (first.Count != second.Count)
        {
            return false;
        }

        foreach (var key in first.Keys)
        {
            if (!second.TryGet(key, out var other) || !AreEqual(first.Get(key), other))
            {
                return false;
            }
        }

        return true;
    }
}
