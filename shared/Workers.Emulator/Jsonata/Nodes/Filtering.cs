namespace Workers.Emulator.Jsonata;

/// <summary>Predicates: those that are numbers choose by index, others by truth.</summary>
internal static class Filtering
{
    public static ArrayValue Filter(Node predicate, object? input, Evaluation evaluation, Frame frame)
    {
        var items = input as ArrayValue ?? ArrayValue.Sequence(input);
        var result = new ArrayValue { IsSequence = true, IsTupleStream = items.IsTupleStream };
        if (predicate is LiteralNode { Value: double index })
        {
            var item = Place(index, items.Count) is var place and >= 0 && place < items.Count ? items[place] : null;
            if (item is ArrayValue array)
            {
                return array;
            }

            if (item is not null)
            {
                result.Add(item);
            }

            return result;
        }

        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var value = item is BindingTuple tuple
                ? evaluation.Evaluate(predicate, tuple.Item, tuple.Open(frame))
                : evaluation.Evaluate(predicate, item, frame);
            for (var times = CountHits(value, i, items.Count); times > 0; times--)
            {
                result.Add(item);
            }
        }

        return result;
    }

    private static int CountHits(object? value, int index, int count)
    {
        if (Truth.IsNumber(value))
        {
            return Place((double)value!, count) == index ? 1 : 0;
        }

        if (value is ArrayValue array && array.Items.TrueForAll(Truth.IsNumber))
        {
            return array.Items.Count(item => Place((double)item!, count) == index);
        }

        return Truth.Of(value) ? 1 : 0;
    }

    // A negative index counts from the end.
    private static int Place(double index, int count)
    {
        var floor = Math.Floor(index);
        return floor < 0 ? (int)Math.Max(floor + count, int.MinValue) : (int)Math.Min(floor, int.MaxValue);
    }
}
