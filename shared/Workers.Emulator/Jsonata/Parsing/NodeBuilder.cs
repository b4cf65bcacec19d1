using System.Globalization;
using System.Runtime.CompilerServices;

namespace Workers.Emulator.Jsonata;

/// <summary>
/// Makes of an expression as it is written what is evaluated: chains of dots become paths of steps, brackets their predicates, and parent
/// operators are linked to the steps they denote.
/// </summary>
internal sealed class NodeBuilder
{
    private int slots;

    /// <summary>What is evaluated.</summary>
    /// <exception cref="JsonataException">The expression makes no sense.</exception>
    public static Node Build(Syntax syntax)
    {
        var node = new NodeBuilder().Make(syntax);
        return node is ParentNode || node.SeekingParent is not null ? throw new JsonataException("S0217") : node;
    }

    private Node Make(Syntax syntax)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JsonataException("D1011");
        }

        var node = syntax.Kind switch
        {
            SyntaxKind.Name => new PathNode([new NameNode(syntax.Text) { KeepsArray = syntax.KeepsArray }])
            {
                KeepsSingletonArray = syntax.KeepsArray,
            },
            SyntaxKind.Variable => new VariableNode(syntax.Text),
            SyntaxKind.Literal => new LiteralNode(syntax.Token.Value!),
            SyntaxKind.Regex => new RegexNode((JsRegex)syntax.Token.Value!),
            SyntaxKind.Wildcard => new WildcardNode(),
            SyntaxKind.Descendants => new DescendantsNode(),
            SyntaxKind.Parent => new ParentNode(new AncestorSlot("!" + (slots++).ToString(CultureInfo.InvariantCulture))),
            SyntaxKind.Operator => new PlaceholderNode(),
            SyntaxKind.Negation => Negation(syntax),
            SyntaxKind.Array => Array(syntax),
            SyntaxKind.Object => Object(syntax),
            SyntaxKind.Block => Block(syntax),
            SyntaxKind.Call => Call(syntax),
            SyntaxKind.Partial => Call(syntax),
            SyntaxKind.Lambda => Lambda(syntax),
            SyntaxKind.Condition => Condition(syntax),
            SyntaxKind.Sort => Sort(syntax),
            SyntaxKind.Transform => new TransformNode(
                Make(syntax.Left!),
                Make(syntax.Right!),
                syntax.Other is null ? null : Make(syntax.Other)
            ),
            SyntaxKind.Binary => Binary(syntax),
            _ => throw new JsonataException("S0207") { Token = syntax.Text },
        };
        node.KeepsArray |= syntax.KeepsArray;
        return node;
    }

    private Node Binary(Syntax syntax) =>
        syntax.Text switch
        {
            "." => Path(syntax),
            "[" => Predicate(syntax),
            "{" => Group(syntax),
            ":=" => Bind(syntax),
            "@" => Focus(syntax),
            "#" => Index(syntax),
            "~>" => Apply(syntax),
            _ => Operator(syntax),
        };

    private PathNode Path(Syntax syntax)
    {
        var left = Make(syntax.Left!);
        var path = left as PathNode ?? new PathNode([left]);
        if (left is ParentNode parent)
        {
            path.SeekingParent = [parent.Slot];
        }

        var right = Make(syntax.Right!);
        if (right is PathNode rest)
        {
            path.Steps.AddRange(rest.Steps);
        }
        else
        {
            (right.Stages, right.Predicates) = (ToStages(right) ?? right.Stages, null);
            path.Steps.Add(right);
        }

        for (var i = 0; i < path.Steps.Count; i++)
        {
            path.Steps[i] = ToStep(path.Steps[i]);
        }

        path.KeepsSingletonArray |= path.Steps.Exists(step => step.KeepsArray);
        if (path.Steps[0] is ArrayNode)
        {
            path.Steps[0].IsConstructor = true;
        }

        if (path.Steps[^1] is ArrayNode)
        {
            path.Steps[^1].IsConstructor = true;
        }

        Ancestry.Resolve(path);
        return path;
    }

    private static List<Stage>? ToStages(Node node) => node.Predicates?.ConvertAll(predicate => new Stage(predicate, null));

    // A text among the steps is a name.
    private static Node ToStep(Node step) =>
        step switch
        {
            LiteralNode { Value: string name } => new NameNode(name)
            {
                Predicates = step.Predicates,
                Stages = step.Stages,
                Group = step.Group,
                KeepsArray = step.KeepsArray,
                IsTuple = step.IsTuple,
                Focus = step.Focus,
                Index = step.Index,
            },
            LiteralNode literal => throw new JsonataException("S0213") { Value = literal.Value },
            _ => step,
        };

    private Node Predicate(Syntax syntax)
    {
        var node = Make(syntax.Left!);
        var step = node is PathNode path ? path.Steps[^1] : node;
        if (step.Group is not null)
        {
            throw new JsonataException("S0209");
        }

        var predicate = Make(syntax.Right!);
        if (predicate.SeekingParent is not null)
        {
            foreach (var slot in predicate.SeekingParent)
            {
                if (slot.Level == 1)
                {
                    Ancestry.Seek(step, slot);
                }
                else
                {
                    slot.Level--;
                }
            }

            Ancestry.Push(step, predicate);
        }

        if (node is PathNode)
        {
            (step.Stages ??= []).Add(new Stage(predicate, null));
        }
        else
        {
            (step.Predicates ??= []).Add(predicate);
        }

        return node;
    }

    private Node Group(Syntax syntax)
    {
        var node = Make(syntax.Left!);
        if (node.Group is not null)
        {
            throw new JsonataException("S0210");
        }

        node.Group = new GroupClause(Pairs(syntax.Items, null));
        return node;
    }

    private List<(Node Key, Node Value)> Pairs(IReadOnlyList<Syntax> items, Node? parent)
    {
        var pairs = new List<(Node, Node)>(items.Count / 2);
        for (var i = 0; i < items.Count; i += 2)
        {
            var (key, value) = (Make(items[i]), Make(items[i + 1]));
            pairs.Add((key, value));
            if (parent is not null)
            {
                Ancestry.Push(parent, key);
                Ancestry.Push(parent, value);
            }
        }

        return pairs;
    }

    private PathNode Sort(Syntax syntax)
    {
        var left = Make(syntax.Left!);
        var path = left as PathNode ?? new PathNode([left]);
        var terms = syntax.Items.Select((term, i) => (Make(term), syntax.Descending[i])).ToList();
        var sort = new SortNode(terms);
        terms.ForEach(term => Ancestry.Push(sort, term.Item1));
        path.Steps.Add(sort);
        Ancestry.Resolve(path);
        return path;
    }

    private BindNode Bind(Syntax syntax)
    {
        var value = Make(syntax.Right!);
        return Pushed(new BindNode(syntax.Left!.Text, value), value);
    }

    private Node Focus(Syntax syntax)
    {
        var node = Make(syntax.Left!);
        var step = node is PathNode path ? path.Steps[^1] : node;
        if (step.Stages is not null || step.Predicates is not null)
        {
            throw new JsonataException("S0215");
        }

        if (step is SortNode)
        {
            throw new JsonataException("S0216");
        }

        step.KeepsArray |= syntax.KeepsArray;
        step.Focus = syntax.Right!.Text;
        step.IsTuple = true;
        return node;
    }

    private PathNode Index(Syntax syntax)
    {
        var node = Make(syntax.Left!);
        if (node is not PathNode path)
        {
            path = new PathNode([node]);
            (node.Stages, node.Predicates) = (ToStages(node) ?? node.Stages, null);
        }

        var step = path.Steps[^1];
        if (step.Stages is null)
        {
            step.Index = syntax.Right!.Text;
        }
        else
        {
            step.Stages.Add(new Stage(null, syntax.Right!.Text));
        }

        step.IsTuple = true;
        return path;
    }

    private ApplyNode Apply(Syntax syntax)
    {
        var (left, right) = (Make(syntax.Left!), Make(syntax.Right!));
        return new ApplyNode(left, right) { KeepsArray = left.KeepsArray || right.KeepsArray };
    }

    private BinaryNode Operator(Syntax syntax)
    {
        var (left, right) = (Make(syntax.Left!), Make(syntax.Right!));
        return Pushed(new BinaryNode(syntax.Text, left, right), left, right);
    }

    private Node Negation(Syntax syntax)
    {
        var operand = Make(syntax.Left!);
        return operand is LiteralNode { Value: double number }
            ? new LiteralNode(-number) { Predicates = operand.Predicates, Group = operand.Group }
            : Pushed(new NegationNode(operand), operand);
    }

    private ArrayNode Array(Syntax syntax)
    {
        Node[] elements = [.. syntax.Items.Select(Make)];
        return Pushed(new ArrayNode(elements), elements);
    }

    private ObjectNode Object(Syntax syntax)
    {
        var parent = new PlaceholderNode();
        var members = new GroupClause(Pairs(syntax.Items, parent));
        return new ObjectNode(members) { SeekingParent = parent.SeekingParent };
    }

    private BlockNode Block(Syntax syntax)
    {
        Node[] parts = [.. syntax.Items.Select(Make)];
        var block = Pushed(new BlockNode(parts), parts);
        block.IsConstructor = parts.Any(part => part.IsConstructor || part is PathNode { Steps: [{ IsConstructor: true }, ..] });
        return block;
    }

    private Node Call(Syntax syntax)
    {
        Node[] arguments = [.. syntax.Items.Select(Make)];
        var procedure = Make(syntax.Left!);
        return syntax.Kind == SyntaxKind.Call
            ? Pushed(new CallNode(procedure, arguments), arguments)
            : Pushed(new PartialNode(procedure, arguments), arguments);
    }

    private LambdaNode Lambda(Syntax syntax)
    {
        var body = Make(syntax.Right!);
        MarkTail(body);
        return new LambdaNode([.. syntax.Items.Select(parameter => parameter.Text)], body, syntax.Signature);
    }

    private static void MarkTail(Node node)
    {
        if (node.Predicates is not null || node.Group is not null || node.KeepsArray)
        {
            return;
        }

        switch (node)
        {
            case CallNode call:
                call.IsTail = true;
                break;
            case ConditionNode condition:
                MarkTail(condition.Then);
                if (condition.Otherwise is not null)
                {
                    MarkTail(condition.Otherwise);
                }

                break;
            case BlockNode { Expressions: [.., var last] }:
                MarkTail(last);
                break;
        }
    }

    private ConditionNode Condition(Syntax syntax)
    {
        var condition = Make(syntax.Left!);
        var then = Make(syntax.Right!);
        if (syntax.Other is null)
        {
            return Pushed(new ConditionNode(condition, then, null), condition, then);
        }

        var otherwise = Make(syntax.Other);
        return Pushed(new ConditionNode(condition, then, otherwise), condition, then, otherwise);
    }

    private static T Pushed<T>(T node, params ReadOnlySpan<Node> parts)
        where T : Node
    {
        foreach (var part in parts)
        {
            Ancestry.Push(node, part);
        }

        return node;
    }
}
