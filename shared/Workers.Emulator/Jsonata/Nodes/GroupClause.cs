namespace Workers.Emulator.Jsonata;

/// <summary>Makes an object: keys and values found for each item, the items of the same key being one value's context.</summary>
internal sealed class GroupClause(IReadOnlyList<(Node Key, Node Value)> pairs)
{
    /// <exception cref="JsonataException">T1003: a key is no text; D1009: two pairs have the same key.</exception>
    public ObjectValue Evaluate(object? input, Evaluation evaluation, Frame frame)
    {
        var items = input as ArrayValue ?? ArrayValue.Sequence(input);
        var groups = new OrderedDictionary<string, (object? Data, int Pair)>(StringComparer.Ordinal);
        if (items.Count == 0 && !items.IsTupleStream)
        {
            // A constructor without a context makes its object all the same.
            Collect(null, groups, evaluation, frame);
        }

        for (var i = 0; i < items.Count; i++)
        {
            Collect(items[i], groups, evaluation, frame);
        }

        var result = new ObjectValue();
        foreach (var (key, (data, pair)) in groups)
        {
            var value = pairs[pair].Value;
            var found = Merge(data) is { } tuple
                ? evaluation.Evaluate(value, tuple.Item, tuple.Open(frame))
                : evaluation.Evaluate(value, data, frame);
            if (found is not null)
            {
                result.Set(key, found);
            }
        }

        return result;
    }

    private void Collect(object? item, OrderedDictionary<string, (object? Data, int Pair)> groups, Evaluation evaluation, Frame frame)
    {
        var (context, scope) = item is BindingTuple tuple ? (tuple.Item, tuple.Open(frame)) : (item, frame);
        for (var i = 0; i < pairs.Count; i++)
        {
            var found = evaluation.Evaluate(pairs[i].Key, context, scope);
            if (found is null)
            {
                continue;
            }

            var key = found as string ?? throw new JsonataException("T1003") { Value = found };
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = (item, i);
            }
            else if (group.Pair != i)
            {
                throw new JsonataException("D1009") { Value = key };
            }
            else
            {
                groups[key] = (Sequences.Append(group.Data, item), i);
            }
        }
    }

    private static BindingTuple? Merge(object? data)
    {
        if (data is not ArrayValue { Count: > 0 } array || array[0] is not BindingTuple first)
        {
            return data as BindingTuple;
        }

        var merged = first.Copy();
        foreach (var other in array.Items.Skip(1).Cast<BindingTuple>())
        {
            merged.Append(other);
        }

        return merged;
    }
}
