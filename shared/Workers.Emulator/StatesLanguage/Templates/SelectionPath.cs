using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>An InputPath or OutputPath field.</summary>
internal sealed class SelectionPath
{
    private readonly JsonPath? path;
    private readonly bool isNothing;

    private SelectionPath(JsonPath? path, bool isNothing)
    {
        this.path = path;
        this.isNothing = isNothing;
    }

    /// <summary>Selects everything: the default.</summary>
    public static SelectionPath Whole { get; } = new(null, isNothing: false);

    /// <summary>Selects an empty object: what <c>null</c> stands for.</summary>
    public static SelectionPath Nothing { get; } = new(null, isNothing: true);

    public static SelectionPath Of(JsonPath path) =>
        path is { IsRootItself: true, Root: PathRoot.Input } ? Whole : new(path, isNothing: false);

    /// <summary>What the field selects.</summary>
    /// <exception cref="StatesErrorException">States.Runtime: the path leads nowhere.</exception>
    public JsonElement Evaluate(in EvaluationScope scope) =>
        isNothing ? Json.EmptyObject
        : path is null ? scope.Input
        : path.Evaluate(scope);
}
