using System.Diagnostics.CodeAnalysis;

namespace Workers.Emulator.Lambda;

/// <summary>A function as requests name it: by name, by part of its ARN or by all of it, with or without a version or an alias.</summary>
/// <param name="Name">The function's own name.</param>
/// <param name="Qualifier">The version or alias; null for the latest.</param>
internal readonly record struct FunctionName(string Name, string? Qualifier)
{
    /// <summary>Reads <c>name</c>, <c>name:alias</c>, <c>account:function:name</c> or <c>arn:aws:lambda:region:account:function:name</c>.</summary>
    public static FunctionName Parse(string text)
    {
        var parts = text.Split(':');
        var marker = Array.IndexOf(parts, "function");
        var rest = marker >= 0 && marker + 1 < parts.Length ? parts[(marker + 1)..] : parts;
        return new FunctionName(rest[0], rest.Length > 1 ? rest[1] : null);
    }

    /// <summary>Reads the Resource of a Task state that is a function's ARN.</summary>
    public static bool TryParseArn(string resource, [NotNullWhen(true)] out FunctionName? name)
    {
        name = resource.Split(':') is ["arn", _, "lambda", _, _, "function", { Length: > 0 }, ..] ? Parse(resource) : null;
        return name is not null;
    }
}
