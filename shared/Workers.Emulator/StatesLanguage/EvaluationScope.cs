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
    /// <summary>What <c>$states.result</c> denotes in JSONata; undefined where there is no result.</summary>
    public JsonElement Result { get; init; }

    /// <summary>What <c>$states.errorOutput</c> denotes in JSONata; undefined where there is no error.</summary>
    public JsonElement ErrorOutput { get; init; }

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

    /// <summary>The time that expressions may ask for.</summary>
    DateTimeOffset Now { get; }
}

/// <summary>A context object that is JSON already.</summary>
internal sealed class JsonContextObject(JsonElement json) : IContextObject
{
    public JsonElement ToJson() => json;

    public DateTimeOffset Now => DateTimeOffset.UnixEpoch;
}
