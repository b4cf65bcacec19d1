namespace Workers.Emulator.Jsonata;

/// <summary>The steps of a path that carries variables along: bound focuses and indexes, and contexts for parent operators.</summary>
internal static class TupleSteps
{
    /// <summary>Takes a step from each tuple, or from each item of the input when there are none yet.</summary>
    public static ArrayValue Take(Node step, ArrayValue input, ArrayValue? tuples, Evaluation evaluation, Frame frame)
    {
        if (step is SortNode sort)
        {
            var sorted = tuples is null ? Number(sort.Sort(input, evaluation, frame), step.Index) : sort.Sort(tuples, evaluation, frame);
            sorted.IsTupleStream = true;
            return step.Stages is null ? sorted : ApplyStages(step.Stages, sorted, evaluation, frame);
        }

        var result = Stream();
        foreach (var tuple in tuples?.Items.Cast<BindingTuple>() ?? input.Items.Select(item => new BindingTuple(item)))
        {
            if (evaluation.Evaluate(step, tuple.Item, tuple.Open(frame)) is { } value)
            {
                Bind(step, tuple, Sequences.ToArray(value), result, evaluation);
            }
        }

        return step.Stages is null ? result : ApplyStages(step.Stages, result, evaluation, frame);
    }

    /// <summary>Filters a step's result, and binds indexes where the step says so.</summary>
    public static ArrayValue ApplyStages(List<Stage> stages, ArrayValue input, Evaluation evaluation, Frame frame)
    {
        var result = input;
        foreach (var stage in stages)
        {
            if (stage.Filter is not null)
            {
                result = Filtering.Filter(stage.Filter, result, evaluation, frame);
                continue;
            }

            for (var i = 0; i < result.Count; i++)
            {
                (result[i] as BindingTuple)?.Bind(stage.Index!, (double)i);
            }
        }

        return result;
    }

    /// <summary>The items of tuples.</summary>
    public static ArrayValue ItemsOf(ArrayValue tuples)
    {
        var items = ArrayValue.Sequence();
        foreach (var tuple in tuples.Items.Cast<BindingTuple>())
        {
            items.Add(tuple.Item);
        }

        return items;
    }

    private static ArrayValue Stream() => new() { IsSequence = true, IsTupleStream = true };

    private static ArrayValue Number(ArrayValue items, string? index)
    {
        var result = Stream();
        for (var i = 0; i < items.Count; i++)
        {
            var tuple = new BindingTuple(items[i]);
            if (index is not null)
            {
                tuple.Bind(index, (double)i);
            }

            result.Add(tuple);
        }

        return result;
    }

    private static void Bind(Node step, BindingTuple tuple, ArrayValue values, ArrayValue result, Evaluation evaluation)
    {
        evaluation.Charge(values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            var bound = tuple.Copy();
            if (values.IsTupleStream)
            {
                bound.Take((BindingTuple)values[i]!);
                result.Add(bound);
                continue;
            }

            if (step.Focus is not null)
            {
                bound.Bind(step.Focus, values[i]);
            }
            else
            {
                bound.Item = values[i];
            }

            if (step.Index is not null)
            {
                bound.Bind(step.Index, (double)i);
            }

            if (step.Ancestor is not null)
            {
                bound.Bind(step.Ancestor.Label, tuple.Item);
            }

            result.Add(bound);
        }
    }
}
