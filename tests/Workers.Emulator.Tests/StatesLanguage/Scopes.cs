using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.Tests.StatesLanguage;

/// <summary>Scopes to evaluate against, from JSON written with single quotes for legibility.</summary>
internal static class Scopes
{
    public static EvaluationScope Of(string input, string context = "{}", string variables = "{}") =>
        new(
            Value(input),
            new JsonContextObject(Value(context)),
            Value(variables).EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value)
        );

    public static JsonElement Value(string json) => JsonElement.Parse(json.Replace('\'', '"'));

    public static string Text(JsonElement value) => Json.ToText(value).Replace('"', '\'');

    public static State State(string json) => StateMachineDefinition.ParseState("It", json.Replace('\'', '"'));

    public static StateMachineDefinition Machine(string json) => StateMachineDefinition.Parse(json.Replace('\'', '"'));
}
