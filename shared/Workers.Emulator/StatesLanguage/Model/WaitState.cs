using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>Lets time pass.</summary>
internal sealed record WaitState : State
{
    // Beyond this Step Functions refuses to wait.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(int.MaxValue);

    public override string Type => "Wait";

    /// <summary>How long to wait, in seconds; null when another field says it.</summary>
    public int? Seconds { get; init; }

    /// <summary>Where the input says how long to wait.</summary>
    public JsonPath? SecondsPath { get; init; }

    /// <summary>The instant to wait for.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Where the input says which instant to wait for.</summary>
    public JsonPath? TimestampPath { get; init; }

    /// <summary>The JSONata expression given for Seconds.</summary>
    public JsonataExpression? SecondsExpression { get; init; }

    /// <summary>The JSONata expression given for Timestamp.</summary>
    public JsonataExpression? TimestampExpression { get; init; }

    /// <summary>When the wait is over: <paramref name="entered"/> itself when there is nothing to wait for.</summary>
    /// <param name="scope">The effective input.</param>
    /// <param name="entered">When the state was entered.</param>
    /// <exception cref="StatesErrorException">States.Runtime: a path leads nowhere, or to no such value.</exception>
    public DateTimeOffset ResolveEnd(in EvaluationScope scope, DateTimeOffset entered)
    {
        var end =
            SecondsExpression is not null ? entered.AddSeconds(EvaluateSeconds(SecondsExpression, scope))
            : TimestampExpression is not null ? EvaluateTimestamp(TimestampExpression, scope)
            : Seconds is { } seconds ? entered.AddSeconds(seconds)
            : SecondsPath is not null ? entered.AddSeconds(ResolveSeconds(SecondsPath, scope))
            : Timestamp ?? ResolveTimestamp(TimestampPath!, scope);
        if (end - entered > LongestDelay)
        {
            throw new StatesErrorException(ErrorNames.Runtime, "Wait state delay is too long.");
        }

        return end > entered ? end : entered;
    }

    private static double EvaluateSeconds(JsonataExpression expression, in EvaluationScope scope)
    {
        var value = expression.Evaluate(scope, nameof(Seconds), "number");
        return value.GetDouble() is var seconds && double.IsInteger(seconds) && seconds is >= 0 and <= Limits.MaxSeconds
            ? seconds
            : throw Late(
                $"The Seconds field must be a whole number from 0 to {Limits.MaxSeconds} but was: {Json.ToText(value)}",
                nameof(Seconds)
            );
    }

    private static DateTimeOffset EvaluateTimestamp(JsonataExpression expression, in EvaluationScope scope)
    {
        var text = expression.Evaluate(scope, nameof(Timestamp), "string").GetString()!;
        return Rfc3339.TryParse(text, out var timestamp)
            ? timestamp
            : throw Late(
                $"The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {text}",
                nameof(Timestamp)
            );
    }

    private static StatesErrorException Late(string cause, string field) =>
        new(ErrorNames.QueryEvaluationError, cause) { Location = field, IsFoundLate = true };

    private static double ResolveSeconds(JsonPath path, in EvaluationScope scope)
    {
        if (!path.TryEvaluate(scope, out var value))
        {
            throw new StatesErrorException(ErrorNames.Runtime, $"The SecondsPath parameter does not reference an input value: {path.Text}");
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var seconds))
        {
            throw new StatesErrorException(
                ErrorNames.Runtime,
                $"The SecondsPath parameter cannot be parsed as a long value: {path.Text} == {TextOf(value)}"
            );
        }

        if (seconds < 0)
        {
            throw new StatesErrorException(
                ErrorNames.Runtime,
                $"The SecondsPath parameter references a negative value: {path.Text} == {TextOf(value)}"
            );
        }

        return Math.Min(seconds, LongestDelay.TotalSeconds + 1);
    }

    private static DateTimeOffset ResolveTimestamp(JsonPath path, in EvaluationScope scope)
    {
        if (!path.TryEvaluate(scope, out var value))
        {
            throw new StatesErrorException(
                ErrorNames.Runtime,
                $"The TimestampPath parameter does not reference an input value: {path.Text}"
            );
        }

        return value.ValueKind == JsonValueKind.String && Rfc3339.TryParse(value.GetString()!, out var timestamp)
            ? timestamp
            : throw new StatesErrorException(
                ErrorNames.Runtime,
                "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: "
                    + $"{path.Text} == {TextOf(value)}"
            );
    }

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : Json.ToText(value);
}
