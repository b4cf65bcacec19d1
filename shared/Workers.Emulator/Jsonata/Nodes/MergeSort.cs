namespace Workers.Emulator.Jsonata;

/// <summary>Sorts by a question whose answers need not be consistent: a comparison that an expression makes.</summary>
internal static class MergeSort
{
    /// <param name="items">What to sort.</param>
    /// <param name="swaps">Whether the first of two items belongs after the second.</param>
    /// <param name="evaluation">Bears the costs.</param>
    public static List<object?> Sort(List<object?> items, Func<object?, object?, bool> swaps, Evaluation evaluation)
    {
        if (items.Count <= 1)
        {
            return items;
        }

        var middle = items.Count / 2;
        var left = Sort(items.GetRange(0, middle), swaps, evaluation);
        var right = Sort(items.GetRange(middle, items.Count - middle), swaps, evaluation);
        var sorted = new List<object?>(items.Count);
        var (l, r) = (0, 0);
        while (l < left.Count && r < right.Count)
        {
            evaluation.Charge(1);
            sorted.Add(swaps(left[l], right[r]) ? right[r++] : left[l++]);
        }

        sorted.AddRange(left[l..]);
        sorted.AddRange(right[r..]);
        return sorted;
    }
}
