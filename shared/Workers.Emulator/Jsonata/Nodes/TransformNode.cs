namespace Workers.Emulator.Jsonata;

/// <summary>A function that copies an object and changes what a pattern finds in the copy.</summary>
internal sealed class TransformNode(Node pattern, Node update, Node? delete) : Node
{
    public override object? Compute(Evaluation evaluation, object? input, Frame frame) =>
        new BuiltInFunction("<(oa):o>", 1, (inner, arguments) => Transform(arguments[0], inner, frame));

    private object? Transform(object? value, Evaluation evaluation, Frame frame)
    {
        if (value is null)
        {
            return null;
        }

        var clone = frame.Find("clone") as FunctionValue ?? throw new JsonataException("T2013");
        var result = evaluation.Apply(clone, [value], JsonNull.Value);
        if (evaluation.Evaluate(pattern, result, frame) is { } matches)
        {
            foreach (var match in Sequences.ToArray(matches).Items.ToArray())
            {
                Update(match, evaluation, frame);
                Delete(match, evaluation, frame);
            }
        }

        return result;
    }

    private void Update(object? match, Evaluation evaluation, Frame frame)
    {
        var found = evaluation.Evaluate(update, match, frame);
        if (found is null)
        {
            return;
        }

        var changes = found as ObjectValue ?? throw new JsonataException("T2011") { Value = found };
        if (match is ObjectValue target)
        {
            Array.ForEach(changes.Keys, key => target.Set(key, changes.Get(key)));
        }
    }

    private void Delete(object? match, Evaluation evaluation, Frame frame)
    {
        if (delete is null || evaluation.Evaluate(delete, match, frame) is not { } found)
        {
            return;
        }

        var keys = Sequences.ToArray(found);
        if (!keys.Items.TrueForAll(key => key is string))
        {
            throw new JsonataException("T2012") { Value = found };
        }

        if (match is ObjectValue target)
        {
            keys.Items.ForEach(key => target.Remove((string)key!));
        }
    }
}
