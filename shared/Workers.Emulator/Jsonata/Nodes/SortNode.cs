namespace Workers.Emulator.Jsonata;

/// <summary>Sorts the items of a path.</summary>
internal sealed class SortNode(IReadOnlyList<(Node Key, bool IsDescending)> terms) : Node
{
    public override object? Compute(Evaluation evaluation, object? input, Frame frame) => Sort(Sequences.ToArray(input), evaluation, frame);

    /// <summary>The items, or tuples, in order; equal ones stay as they were.</summary>
    /// <exception cref="JsonataException">T2007 or T2008: the keys cannot be compared.</exception>
    public ArrayValue Sort(ArrayValue input, Evaluation evaluation, Frame frame)
    {
        if (input.Count <= 1)
        {
            return input;
        }

        // The keys are found once for each item, when they are first asked for.
        var entries = input.Items.ConvertAll<object?>(item => new Entry(item, new object?[terms.Count], new bool[terms.Count]));
        var sorted = MergeSort.Sort(entries, (first, second) => Compare((Entry)first!, (Entry)second!, evaluation, frame) > 0, evaluation);
        return new ArrayValue(sorted.ConvertAll(entry => ((Entry)entry!).Item)) { IsTupleStream = input.IsTupleStream };
    }

    private int Compare(Entry first, Entry second, Evaluation evaluation, Frame frame)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            var (a, b) = (KeyOf(first, i, evaluation, frame), KeyOf(second, i, evaluation, frame));
            if (a is null || b is null)
            {
                if (a is null && b is null)
                {
                    continue;
                }

                // What has no key is last, also in descending order.
                return a is null ? 1 : -1;
            }

            var order = Compare(a, b);
            if (order != 0)
            {
                return terms[i].IsDescending ? -order : order;
            }
        }

        return 0;
    }

    private static int Compare(object a, object b) =>
        (a, b) switch
        {
            (string x, string y) => Math.Sign(string.CompareOrdinal(x, y)),
            (double x, double y) => x.CompareTo(y),
            (string or double, string or double) => throw new JsonataException("T2007") { Value = a, Value2 = b },
            _ => throw new JsonataException("T2008") { Value = a is string or double ? b : a },
        };

    private object? KeyOf(Entry entry, int term, Evaluation evaluation, Frame frame)
    {
        if (!entry.IsKnown[term])
        {
            var key = terms[term].Key;
            entry.Keys[term] = entry.Item is BindingTuple tuple
                ? evaluation.Evaluate(key, tuple.Item, tuple.Open(frame))
                : evaluation.Evaluate(key, entry.Item, frame);
            entry.IsKnown[term] = true;
        }

        return entry.Keys[term];
    }

    private sealed record Entry(object? Item, object?[] Keys, bool[] IsKnown);
}
