namespace Workers.Emulator.Jsonata;

/// <summary>A piece of an expression, ready to be evaluated.</summary>
internal abstract class Node
{
    /// <summary>Filters of the value.</summary>
    public List<Node>? Predicates { get; set; }

    /// <summary>Filters of a step of a path, and where it binds its index.</summary>
    public List<Stage>? Stages { get; set; }

    /// <summary>Makes an object of the value, grouped by keys.</summary>
    public GroupClause? Group { get; set; }

    /// <summary>Whether a single item stays an array.</summary>
    public bool KeepsArray { get; set; }

    /// <summary>Whether it is a step, and what stands for its items, in a stream of tuples.</summary>
    public bool IsTuple { get; set; }

    /// <summary>The variable that the step binds each item to, its context staying what it was.</summary>
    public string? Focus { get; set; }

    /// <summary>The variable that the step binds each item's index to.</summary>
    public string? Index { get; set; }

    /// <summary>The place where the step keeps its own context for a later parent operator.</summary>
    public AncestorSlot? Ancestor { get; set; }

    /// <summary>The parent operators within that look for a step before this one.</summary>
    public List<AncestorSlot>? SeekingParent { get; set; }

    /// <summary>Whether it is an array constructor whose array is one item of its path.</summary>
    public bool IsConstructor { get; set; }

    /// <summary>The value, before predicates and grouping.</summary>
    public abstract object? Compute(Evaluation evaluation, object? input, Frame frame);
}

/// <summary>A filter of a step, or (with a variable's name) the place where the step's index is bound.</summary>
internal sealed record Stage(Node? Filter, string? Index);

/// <summary>The link between a parent operator and the step whose context it denotes.</summary>
internal sealed class AncestorSlot(string label)
{
    /// <summary>The name under which tuples hold the context.</summary>
    public string Label { get; set; } = label;

    /// <summary>How many steps back it still is.</summary>
    public int Level { get; set; } = 1;
}
