using System.Text.Json;

namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Reads Retry and Catch.</summary>
internal static class RetryParser
{
    public static IReadOnlyList<Retrier> ParseRetriers(FieldReader fields)
    {
        var retriers = new List<Retrier>();
        foreach (var (inner, isLast) in Entries(fields, "Retry"))
        {
            if (ParseErrorEquals(inner, isLast) is not { } errors)
            {
                continue;
            }

            var jitter = inner.String("JitterStrategy");
            if (jitter is not (null or "FULL" or "NONE"))
            {
                inner.Diagnostics.Schema(
                    "The field 'JitterStrategy' should have one of these values: [FULL, NONE]",
                    inner.At("JitterStrategy")
                );
            }

            retriers.Add(
                new Retrier
                {
                    ErrorEquals = errors,
                    IntervalSeconds = inner.Integer("IntervalSeconds", 1, Limits.MaxSeconds) ?? 1,
                    MaxAttempts = inner.Integer("MaxAttempts", 0, Limits.MaxSeconds) ?? 3,
                    BackoffRate = inner.Number("BackoffRate", 1, double.MaxValue) ?? 2,
                    MaxDelaySeconds = inner.Integer("MaxDelaySeconds", 1, Limits.MaxDelaySeconds - 1),
                    IsJittered = jitter == "FULL",
                }
            );
        }

        return retriers;
    }

    public static IReadOnlyList<Catcher> ParseCatchers(FieldReader fields)
    {
        var catchers = new List<Catcher>();
        foreach (var (inner, isLast) in Entries(fields, "Catch"))
        {
            var hasNext = inner.Require("Next");
            if (ParseErrorEquals(inner, isLast) is not { } errors || !hasNext || inner.String("Next") is not { } next)
            {
                continue;
            }

            catchers.Add(
                new Catcher
                {
                    ErrorEquals = errors,
                    Next = next,
                    ResultPath = inner.Reference("ResultPath"),
                    Assign = TemplateParser.Variables(inner),
                    Output = inner.QueryLanguage == QueryLanguage.Jsonata ? TemplateParser.Template(inner, "Output") : null,
                }
            );
        }

        return catchers;
    }

    private static IEnumerable<(FieldReader Fields, bool IsLast)> Entries(FieldReader fields, string name)
    {
        if (!fields.TryArray(name, mayBeEmpty: true, out var entries))
        {
            yield break;
        }

        var count = entries.GetArrayLength();
        for (var i = 0; i < count; i++)
        {
            var inner = fields.Inner(entries[i], $"{name}[{i}]");
            if (entries[i].ValueKind == JsonValueKind.Object)
            {
                yield return (inner, i == count - 1);
            }
            else
            {
                fields.Diagnostics.Schema("Expected value of type Object", inner.Location);
            }
        }
    }

    private static ErrorMatcher? ParseErrorEquals(FieldReader fields, bool isLast)
    {
        if (!fields.Require("ErrorEquals") || !fields.TryArray("ErrorEquals", mayBeEmpty: false, out var names))
        {
            return null;
        }

        var errors = new List<string>();
        foreach (var name in names.EnumerateArray())
        {
            if (name.ValueKind == JsonValueKind.String)
            {
                errors.Add(name.GetString()!);
            }
            else
            {
                fields.Diagnostics.Schema("Expected value of type String", fields.At("ErrorEquals"));
            }
        }

        if (errors.Contains(ErrorNames.All) && (errors.Count > 1 || !isLast))
        {
            fields.Diagnostics.Schema("States.ALL must appear alone and at the end of the list", fields.At("ErrorEquals"));
        }

        return new ErrorMatcher(errors);
    }
}
