using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage.Parsing;

namespace Workers.Emulator.EventBridge.Patterns;

/// <summary>An event pattern: what an event must look like for a rule to take it.</summary>
internal sealed class EventPattern
{
    // Deeper patterns than AWS's 4,096 characters allow to be useful are refused instead of exhausting the stack.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512 };

    private readonly PatternNode _root;

    private EventPattern(PatternNode root) => _root = root;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="AwsErrorException">InvalidEventPatternException: it is no JSON, or no pattern.</exception>
    public static EventPattern Parse(string text)
    {
        try
        {
            return new EventPattern(PatternParser.Parse(JsonElement.Parse(text, Options)));
        }
        catch (JsonException)
        {
            throw EventBridgeErrors.InvalidPattern(JacksonMessages.Describe(text).Message);
        }
        catch (InvalidOperationException)
        {
            throw EventBridgeErrors.InvalidPattern("The pattern holds text that is not valid Unicode.");
        }
    }

    public bool Matches(JsonElement @event) => _root.Matches([@event]);
}
