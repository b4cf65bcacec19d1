using System.Collections.Frozen;
using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>What paths, templates and rules are evaluated against.</summary>
/// <param name="Input">What <c>$</c> denotes: the state's input, or a result, or an item, as the field at hand wants it.</param>
/// <param name="Context">What <c>$$</c> denotes.</param>
/// <param name="Variables">What <c>$name</c> denotes.</param>
internal readonly record struct EvaluationScope(
    JsonElement Input,
    IContextObject Context,
    IReadOnlyDictionary<string, JsonElement> Variables
)
{
    /// <summary>A scope without variables over a context that is JSON already.</summary>
    public EvaluationScope(JsonElement input, JsonElement context)
        : this(input, new JsonContextObject(context), FrozenDictionary<string, JsonElement>.Empty) { }

    /// <summary>The same scope over another <c>$</c>.</summary>
    public EvaluationScope WithInput(JsonElement input) => this with { Input = input };
}

/// <summary>The context object: built as JSON only for the definitions that look into it.</summary>
internal interface IContextObject
{
    JsonElement ToJson();
}

/// <summary>A context object that is JSON already.</summary>
internal sealed class JsonContextObject(JsonElement json) : IContextObject
{
    public JsonElement ToJson() => json;
}
