using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalFleet.Definitions;

namespace Definitions.Tests;

/// <summary>Every definition, rendered with made-up values.</summary>
internal static partial class Samples
{
    public static string Patterns { get; } = PatternFolder.Find();

    public static TheoryData<string> All => [.. PatternFolder.Definitions(Patterns)];

    public static string Template(string definition) => File.ReadAllText(Path.Combine(Patterns, definition));

    public static IReadOnlySet<string> Variables(string template) =>
        Placeholder().Matches(template).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>Renders a definition.</summary>
    /// <param name="definition">The definition's path in the patterns' folder.</param>
    /// <param name="given">Values that are to be other than made-up ones.</param>
    public static string Render(string definition, IReadOnlyDictionary<string, string>? given = null)
    {
        var template = Template(definition);
        return DefinitionTemplate.Render(
            template,
            Variables(template).ToDictionary(name => name, name => given?.GetValueOrDefault(name) ?? Value(name, template))
        );
    }

    public static JsonNode Machine(string definition) => JsonNode.Parse(Render(definition))!;

    private static string Value(string name, string template) =>
        name switch
        {
            "execution_timeout_seconds" => "100000",
            _ when name.EndsWith("_ids", StringComparison.Ordinal) => """["id-1","id-2"]""",
            _ when name.EndsWith("heartbeat_seconds", StringComparison.Ordinal) => "60",
            _ when name.EndsWith("timeout_seconds", StringComparison.Ordinal) => "600",
            _ when Regex.IsMatch(template, $@"[:\[,]\s*\$\{{{name}\}}") => "10",
            _ when name.EndsWith("activity_arn", StringComparison.Ordinal) => "arn:aws:states:us-east-1:000000000000:activity:sample",
            _ when name.EndsWith("state_machine_arn", StringComparison.Ordinal) =>
                "arn:aws:states:us-east-1:000000000000:stateMachine:sample",
            _ when name.EndsWith("queue_url", StringComparison.Ordinal) => "https://sqs.us-east-1.amazonaws.com/000000000000/sample",
            _ => "sample",
        };

    [GeneratedRegex(@"(?<!\$)\$\{(\w+)\}")]
    private static partial Regex Placeholder();
}
