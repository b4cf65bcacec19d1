using System.Globalization;
using System.Text;

namespace Workers.Emulator.Jsonata;

/// <summary>Functions that look for texts, or for what a function (most often a regular expression) finds.</summary>
internal static class MatchFunctions
{
    public static void AddTo(BuiltIns functions)
    {
        functions.Add("match", "<s-f<s:o>n?:a<o>>", 3, (evaluation, arguments) => Match(evaluation, arguments));
        functions.Add("contains", "<s-(sf):b>", 2, (evaluation, arguments) => Contains(evaluation, arguments));
        functions.Add("replace", "<s-(sf)(sf)n?:s>", 4, (evaluation, arguments) => Replace(evaluation, arguments));
        functions.Add("split", "<s-(sf)n?:a<s>>", 3, (evaluation, arguments) => Split(evaluation, arguments));
    }

    private static ArrayValue? Match(Evaluation evaluation, object?[] arguments)
    {
        if (arguments[0] is not string text)
        {
            return null;
        }

        var limit = Limit(arguments[2], "D3040");
        var result = ArrayValue.Sequence();
        foreach (var match in Find(evaluation, arguments[1], text).TakeWhile((_, i) => i < limit))
        {
            var found = new ObjectValue();
            found.Set("match", match.Text);
            found.Set("index", (double)match.Start);
            found.Set("groups", new ArrayValue([.. match.Groups]));
            result.Add(found);
        }

        return result;
    }

    private static object? Contains(Evaluation evaluation, object?[] arguments) =>
        (arguments[0], arguments[1]) switch
        {
            (string text, string part) => text.Contains(part, StringComparison.Ordinal),
            (string text, FunctionValue matcher) => Find(evaluation, matcher, text).Any(),
            _ => null,
        };

    private static string? Replace(Evaluation evaluation, object?[] arguments)
    {
        if (arguments[0] is not string text)
        {
            return null;
        }

        if (arguments[1] is "")
        {
            throw new JsonataException("D3010") { Value = "" };
        }

        var limit = Limit(arguments[3], "D3011");
        var result = new StringBuilder();
        var position = 0;
        var count = 0;
        foreach (var match in arguments[1] is string part ? FindText(text, part) : Find(evaluation, arguments[1], text))
        {
            if (count++ >= limit)
            {
                break;
            }

            result.Append(text, position, match.Start - position);
            result.Append(arguments[1] is string ? Literal(arguments[2]) : Substitute(evaluation, arguments[2], match));
            position = match.Start + match.Text.Length;
            evaluation.ChargeText(result.Length / Math.Max(1, count));
        }

        return result.Append(text, position, text.Length - position).ToString();
    }

    private static string Literal(object? replacement) => replacement is null ? "undefined" : ValueText.Of(replacement);

    private static string Substitute(Evaluation evaluation, object? replacement, JsMatch match)
    {
        if (replacement is string template)
        {
            return ReplacementText.Fill(template, match);
        }

        var argument = new ObjectValue();
        argument.Set("match", match.Text);
        argument.Set("start", (double)match.Start);
        argument.Set("end", (double)match.End);
        argument.Set("groups", new ArrayValue([.. match.Groups]));
        var value = evaluation.Apply(replacement, [argument], JsonNull.Value);
        return value as string ?? throw new JsonataException("D3012") { Value = value };
    }

    private static ArrayValue? Split(Evaluation evaluation, object?[] arguments)
    {
        if (arguments[0] is not string text)
        {
            return null;
        }

        var limit = Limit(arguments[2], "D3020");
        if (arguments[1] is not FunctionValue matcher)
        {
            return SplitText(text, arguments[1] as string, Math.Truncate(limit));
        }

        var result = new ArrayValue();
        var start = 0;
        foreach (var match in Find(evaluation, matcher, text).TakeWhile((_, i) => i < limit))
        {
            result.Add(match.Start < start ? string.Empty : text[start..match.Start]);
            start = match.End;
        }

        if (result.Count < limit)
        {
            result.Add(text[Math.Min(start, text.Length)..]);
        }

        return result;
    }

    private static ArrayValue SplitText(string text, string? separator, double limit)
    {
        var parts =
            separator is null ? [text]
            : separator.Length == 0 ? text.Select(c => c.ToString(CultureInfo.InvariantCulture))
            : text.Split(separator);
        return new ArrayValue([.. parts.TakeWhile((_, i) => i < limit)]);
    }

    private static double Limit(object? argument, string code) =>
        argument is not double limit ? double.PositiveInfinity
        : limit >= 0 ? limit
        : throw new JsonataException(code) { Value = limit };

    private static IEnumerable<JsMatch> FindText(string text, string part)
    {
        for (
            var index = text.IndexOf(part, StringComparison.Ordinal);
            index >= 0;
            index = text.IndexOf(part, index + part.Length, StringComparison.Ordinal)
        )
        {
            yield return new JsMatch(part, index, []);
        }
    }

    private static IEnumerable<JsMatch> Find(Evaluation evaluation, object? matcher, string text) =>
        matcher is HandedFunction { Function: RegexFunction handed } ? Counted(evaluation, handed.Regex.Matches(text))
        : matcher is RegexFunction function ? Counted(evaluation, function.Regex.Matches(text))
        : Ask(evaluation, matcher, text);

    private static IEnumerable<JsMatch> Counted(Evaluation evaluation, IEnumerable<JsMatch> matches)
    {
        foreach (var match in matches)
        {
            evaluation.Charge(1);
            yield return match;
        }
    }

    // A matcher is any function that answers what it has found, and how to go on.
    private static IEnumerable<JsMatch> Ask(Evaluation evaluation, object? matcher, string text)
    {
        for (
            var answer = evaluation.Apply(matcher, [text], JsonNull.Value);
            answer is not null;
            answer = evaluation.Apply(((ObjectValue)answer).Get("next"), [], JsonNull.Value)
        )
        {
            if (answer is not ObjectValue found || found.Get("start") is not double start || found.Get("match") is not string match)
            {
                throw new JsonataException("T1010");
            }

            if (start < 0 || start + match.Length > text.Length)
            {
                throw new JsonataException("T1010");
            }

            var groups = found.Get("groups") as ArrayValue;
            yield return new JsMatch(match, (int)start, [.. groups?.Items.Select(group => group as string) ?? []]);
        }
    }
}
