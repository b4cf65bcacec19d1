using System.Collections.Frozen;
using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>One of the intrinsic functions.</summary>
/// <param name="Name">For example <c>States.Format</c>.</param>
/// <param name="MinimumArguments">How many arguments it needs.</param>
/// <param name="MaximumArguments">How many arguments it takes.</param>
/// <param name="Invoke">Computes the result; throws States.Runtime for arguments that it cannot take.</param>
internal sealed record IntrinsicFunction(
    string Name,
    int MinimumArguments,
    int MaximumArguments,
    Func<IntrinsicArguments, JsonElement> Invoke
)
{
    private static readonly FrozenDictionary<string, IntrinsicFunction> ByName = new[]
    {
        new IntrinsicFunction("States.Format", 1, int.MaxValue, TextFunctions.Format),
        new IntrinsicFunction("States.StringSplit", 2, 2, TextFunctions.Split),
        new IntrinsicFunction("States.Base64Encode", 1, 1, TextFunctions.EncodeBase64),
        new IntrinsicFunction("States.Base64Decode", 1, 1, TextFunctions.DecodeBase64),
        new IntrinsicFunction("States.Hash", 2, 2, TextFunctions.Hash),
        new IntrinsicFunction("States.UUID", 0, 0, TextFunctions.CreateUuid),
        new IntrinsicFunction("States.StringToJson", 1, 1, JsonFunctions.FromText),
        new IntrinsicFunction("States.JsonToString", 1, 1, JsonFunctions.ToText),
        new IntrinsicFunction("States.JsonMerge", 3, 3, JsonFunctions.Merge),
        new IntrinsicFunction("States.Array", 0, int.MaxValue, ArrayFunctions.Create),
        new IntrinsicFunction("States.ArrayPartition", 2, 2, ArrayFunctions.Partition),
        new IntrinsicFunction("States.ArrayContains", 2, 2, ArrayFunctions.Contains),
        new IntrinsicFunction("States.ArrayRange", 3, 3, ArrayFunctions.Range),
        new IntrinsicFunction("States.ArrayGetItem", 2, 2, ArrayFunctions.GetItem),
        new IntrinsicFunction("States.ArrayLength", 1, 1, ArrayFunctions.Length),
        new IntrinsicFunction("States.ArrayUnique", 1, 1, ArrayFunctions.Unique),
        new IntrinsicFunction("States.MathRandom", 2, 3, NumberFunctions.Random),
        new IntrinsicFunction("States.MathAdd", 2, 2, NumberFunctions.Add),
    }.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>The function of that name, or null.</summary>
    public static IntrinsicFunction? Find(string name) => ByName.GetValueOrDefault(name);
}

/// <summary>The arguments of one call.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Call">The whole expression that the call is part of, as the definition spells it.</param>
/// <param name="Values">The arguments' values.</param>
internal readonly record struct IntrinsicArguments(string Function, string Call, JsonElement[] Values)
{
    /// <summary>The longest text that functions of texts take, in characters.</summary>
    private const int TextLength = 10_000;

    public JsonElement this[int index] => Values[index];

    public int Count => Values.Length;

    public string Text(int index) =>
        Values[index].ValueKind == JsonValueKind.String ? Values[index].GetString()! : throw WrongType(index, "string");

    public string ShortText(int index)
    {
        var text = Text(index);
        return text.Length <= TextLength ? text : throw Failure($"the argument must not be longer than {TextLength} characters");
    }

    public JsonElement Array(int index) => Values[index].ValueKind == JsonValueKind.Array ? Values[index] : throw WrongType(index, "array");

    public JsonElement Object(int index) =>
        Values[index].ValueKind == JsonValueKind.Object ? Values[index] : throw WrongType(index, "JSON object");

    public bool Boolean(int index) =>
        Values[index].ValueKind is JsonValueKind.True or JsonValueKind.False
            ? Values[index].GetBoolean()
            : throw WrongType(index, "boolean");

    /// <summary>A number without its decimals.</summary>
    public long Truncated(int index)
    {
        var value = Values[index];
        return value.ValueKind == JsonValueKind.Number && Math.Abs(value.GetDouble()) < long.MaxValue
            ? (long)value.GetDouble()
            : throw WrongType(index, "number");
    }

    /// <summary>A number, rounded to the nearest whole one; halves are rounded up.</summary>
    public long Integer(int index)
    {
        var value = Values[index];
        if (value.ValueKind != JsonValueKind.Number)
        {
            throw WrongType(index, "number");
        }

        if (value.TryGetInt64(out var whole))
        {
            return whole;
        }

        var rounded = Math.Floor(value.GetDouble() + 0.5);
        return rounded is > long.MinValue and < long.MaxValue ? (long)rounded : throw WrongType(index, "integer");
    }

    /// <summary>The failure of this call. The reserved name States.IntrinsicFailure is one that Step Functions itself does not report.</summary>
    public StatesErrorException Failure(string? reason = null) =>
        new(
            ErrorNames.Runtime,
            $"The function '{Call}' had the following error: Invalid arguments in {Function}" + (reason is null ? null : $": {reason}")
        );

    private StatesErrorException WrongType(int index, string wanted) => Failure($"argument {index + 1} must be of type {wanted}");
}
