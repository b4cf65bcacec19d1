namespace Workers.Emulator.Jsonata;

/// <summary>Steps, each taken from every item that the one before has led to.</summary>
internal sealed class PathNode(List<Node> steps) : Node
{
    public List<Node> Steps { get; } = steps;

    public bool KeepsSingletonArray { get; set; }

    public override object? Compute(Evaluation evaluation, object? input, Frame frame)
    {
        // A path that begins with a variable does not depend on the context.
        var current = input is ArrayValue array && Steps[0] is not VariableNode ? array : ArrayValue.Sequence(input);
        var isTupleStream = false;
        ArrayValue? tuples = null;
        ArrayValue result = current;
        for (var i = 0; i < Steps.Count; i++)
        {
            var step = Steps[i];
            isTupleStream |= step.IsTuple;
            if (i == 0 && step.IsConstructor)
            {
                var constructed = evaluation.Evaluate(step, current, frame);
                if (constructed is null)
                {
                    return null;
                }

                result = constructed as ArrayValue ?? ArrayValue.Sequence(constructed);
            }
            else if (isTupleStream)
            {
                tuples = TupleSteps.Take(step, current, tuples, evaluation, frame);
            }
            else
            {
                result = Take(step, current, evaluation, frame, isLast: i == Steps.Count - 1);
            }

            if (!isTupleStream && result.Count == 0)
            {
                break;
            }

            if (step.Focus is null)
            {
                current = result;
            }
        }

        if (isTupleStream)
        {
            result = IsTuple ? tuples! : TupleSteps.ItemsOf(tuples!);
        }

        return Finish(result, isTupleStream ? tuples : null, evaluation, frame);
    }

    private object? Finish(ArrayValue result, ArrayValue? tuples, Evaluation evaluation, Frame frame)
    {
        if (KeepsSingletonArray)
        {
            if (result is { IsConstructed: true, IsSequence: false })
            {
                result = ArrayValue.Sequence(result);
            }

            result.KeepsSingleton = true;
        }

        return Group is null ? result : Group.Evaluate(tuples ?? result, evaluation, frame);
    }

    private static ArrayValue Take(Node step, ArrayValue input, Evaluation evaluation, Frame frame, bool isLast)
    {
        if (step is SortNode sort)
        {
            var sorted = sort.Sort(input, evaluation, frame);
            return step.Stages is null ? sorted : TupleSteps.ApplyStages(step.Stages, sorted, evaluation, frame);
        }

        var results = new List<object?>();
        foreach (var item in input.Items.ToArray())
        {
            var value = evaluation.Evaluate(step, item, frame);
            foreach (var stage in step.Stages ?? [])
            {
                value = Filtering.Filter(stage.Filter!, value, evaluation, frame);
            }

            if (value is not null)
            {
                results.Add(value);
            }
        }

        if (isLast && results is [ArrayValue { IsSequence: false } only])
        {
            return only;
        }

        var sequence = ArrayValue.Sequence();
        foreach (var value in results)
        {
            if (value is ArrayValue { IsConstructed: false } array)
            {
                evaluation.Charge(array.Count);
                sequence.AddRange(array);
            }
            else
            {
                sequence.Add(value);
            }
        }

        return sequence;
    }
}
