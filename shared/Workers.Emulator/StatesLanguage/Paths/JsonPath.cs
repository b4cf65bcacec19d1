using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>A path into the input (<c>$</c>), the context object (<c>$$</c>) or a variable (<c>$name</c>), compiled once.</summary>
internal sealed class JsonPath
{
    private readonly PathSegment[] segments;
    private readonly PathFunction? function;

    internal JsonPath(string text, PathRoot root, string? variable, PathSegment[] segments, PathFunction? function)
    {
        Text = text;
        Root = root;
        Variable = variable;
        this.segments = segments;
        this.function = function;
        IsSelectionDefinite = Array.TrueForAll(segments, segment => segment.IsDefinite);
    }

    /// <summary>The path as the definition spells it.</summary>
    public string Text { get; }

    public PathRoot Root { get; }

    /// <summary>The variable's name; null unless the root is a variable.</summary>
    public string? Variable { get; }

    /// <summary>Whether it denotes one value; otherwise it denotes a list, which may be empty.</summary>
    public bool IsDefinite => IsSelectionDefinite || function is not null;

    /// <summary>Whether it only names members and single indexes, and so can say where a result goes.</summary>
    public bool IsReference =>
        function is null && Array.TrueForAll(segments, s => s is NameSegment { Names.Length: 1 } or IndexSegment { Indexes: [>= 0] });

    /// <summary>Whether it denotes its root as a whole.</summary>
    public bool IsRootItself => segments.Length == 0 && function is null;

    internal ReadOnlySpan<PathSegment> Segments => segments;

    private bool IsSelectionDefinite { get; }

    /// <summary>Reads a path.</summary>
    /// <exception cref="PathSyntaxException">The text is no path.</exception>
    public static JsonPath Parse(string text) => new PathParser(text).ParsePath();

    /// <summary>Reads a path, if it is one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path)
    {
        try
        {
            path = Parse(text);
            return true;
        }
        catch (PathSyntaxException)
        {
            path = null;
            return false;
        }
    }

    /// <summary>The value that the path denotes.</summary>
    /// <exception cref="StatesErrorException">States.Runtime: a definite path leads nowhere.</exception>
    public JsonElement Evaluate(in EvaluationScope scope) =>
        TryEvaluate(scope, out var value) ? value : throw NotFound(DescribeFailure(scope));

    /// <summary>The value that the path denotes, if it leads anywhere.</summary>
    public bool TryEvaluate(in EvaluationScope scope, out JsonElement value)
    {
        if (TryGetRoot(scope, out var root))
        {
            return TryEvaluate(root, out value);
        }

        value = default;
        return false;
    }

    /// <summary>The value that the path denotes from the given root, if it leads anywhere.</summary>
    public bool TryEvaluate(JsonElement root, out JsonElement value) =>
        TrySelect(root, out value) && (function is null || function.TryApply(value, out value));

    /// <summary>Whether all but the last step lead to an array, and the last is an index that it does not have.</summary>
    public bool LeadsBeyondArray(in EvaluationScope scope)
    {
        if (function is not null || segments is not [.. var way, IndexSegment { Indexes.Length: 1 }] || !TryGetRoot(scope, out var current))
        {
            return false;
        }

        foreach (var segment in way)
        {
            if (!segment.TryStep(current, out current))
            {
                return false;
            }
        }

        return current.ValueKind == JsonValueKind.Array;
    }

    /// <summary>The path in bracket notation, as messages spell it.</summary>
    public string ToBracketNotation() => string.Concat(segments.Select(s => s.ToBracketNotation()).Prepend("$"));

    private bool TrySelect(JsonElement root, out JsonElement value)
    {
        if (!IsSelectionDefinite)
        {
            var results = new List<JsonElement>();
            new PathSelection(root, segments, results).Continue(root, 0);
            value = Json.FromArray(results);
            return true;
        }

        value = root;
        foreach (var segment in segments)
        {
            if (!segment.TryStep(value, out value))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryGetRoot(in EvaluationScope scope, out JsonElement root)
    {
        switch (Root)
        {
            case PathRoot.Context:
                root = scope.Context.ToJson();
                return true;
            case PathRoot.Variable:
                return scope.Variables.TryGetValue(Variable!, out root);
            default:
                root = scope.Input;
                return true;
        }
    }

    private string DescribeFailure(in EvaluationScope scope)
    {
        if (!TryGetRoot(scope, out var current))
        {
            return $"The variable '{Variable}' has no value";
        }

        var position = "$";
        for (var i = 0; i < segments.Length; i++)
        {
            var segment = segments[i];
            if (segment.DescribeMismatch(current, position) is { } mismatch)
            {
                return mismatch;
            }

            position += segment.ToBracketNotation();
            if (!segment.TryStep(current, out current))
            {
                return i < segments.Length - 1 && segment is NameSegment
                    ? $"Missing property in path {position}"
                    : $"No results for path: {ToBracketNotation()}";
            }
        }

        return $"No results for path: {ToBracketNotation()}";
    }

    private StatesErrorException NotFound(string reason) => new(ErrorNames.Runtime, $"Invalid path '{Text}' : {reason}");
}

/// <summary>What a path starts from.</summary>
internal enum PathRoot
{
    Input,
    Context,
    Variable,

    /// <summary>The candidate within a filter: <c>@</c>.</summary>
    Candidate,
}

/// <summary>The text is no path.</summary>
internal sealed class PathSyntaxException(string message) : Exception(message);
