using System.Runtime.CompilerServices;

namespace Workers.Emulator.Jsonata;

/// <summary>What an expression refers to outside itself.</summary>
internal static class References
{
    /// <summary>The variables that the expression reads and does not bind, apart from built-in functions.</summary>
    public static IEnumerable<string> FreeVariables(Syntax syntax)
    {
        var read = new SortedSet<string>(StringComparer.Ordinal);
        var bound = new HashSet<string>(StringComparer.Ordinal) { "", "$" };
        Collect(syntax, read, bound);
        return read.Where(name => !bound.Contains(name) && BuiltIns.Frame.Find(name) is null);
    }

    /// <summary>The names that the expression looks up in the context at its top, where Step Functions gives it none.</summary>
    public static IReadOnlyList<string> TopLevelNames(Syntax syntax)
    {
        var names = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        CollectTop(syntax, names);
        return [.. names.Keys];
    }

    private static void Collect(Syntax syntax, SortedSet<string> read, HashSet<string> bound)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var binds = syntax.IsBinary("@") || syntax.IsBinary("#");
        switch (syntax.Kind)
        {
            case SyntaxKind.Variable:
                read.Add(syntax.Text);
                break;
            case SyntaxKind.Lambda:
                bound.UnionWith(syntax.Items.Select(parameter => parameter.Text));
                Collect(syntax.Right!, read, bound);
                return;
            case SyntaxKind.Binary when syntax.Text == ":=":
                bound.Add(syntax.Left!.Text);
                Collect(syntax.Right!, read, bound);
                return;
            case SyntaxKind.Binary when binds:
                bound.Add(syntax.Right!.Text);
                break;
        }

        foreach (var part in Parts(syntax))
        {
            Collect(part, read, bound);
        }
    }

    private static void CollectTop(Syntax syntax, OrderedDictionary<string, bool> names)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (syntax.Kind)
        {
            case SyntaxKind.Name:
                names.TryAdd(syntax.Text, true);
                return;
            case SyntaxKind.Variable when syntax.Text is "" or "$":
                names.TryAdd("$" + syntax.Text, true);
                return;
            case SyntaxKind.Lambda:
                CollectTop(syntax.Right!, names);
                return;
            case SyntaxKind.Sort:
            case SyntaxKind.Binary when syntax.Text is "." or "[" or "{" or "@" or "#":
                // What follows is looked up in what precedes it.
                CollectTop(syntax.Left!, names);
                return;
            case SyntaxKind.Transform:
                return;
        }

        foreach (var part in Parts(syntax))
        {
            CollectTop(part, names);
        }
    }

    private static IEnumerable<Syntax> Parts(Syntax syntax) =>
        new[] { syntax.Left, syntax.Right, syntax.Other }.OfType<Syntax>().Concat(syntax.Items).Distinct();
}
