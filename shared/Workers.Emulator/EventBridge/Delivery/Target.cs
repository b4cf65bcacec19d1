using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.EventBridge.Delivery;

/// <summary>Where a rule sends events, and what it makes of them.</summary>
internal sealed class Target
{
    private const int LongestArn = 1_600;
    private const int LongestInput = 8_192;

    private readonly string? _input;
    private readonly JsonPath? _inputPath;
    private readonly InputTransformer? _transformer;

    private Target(JsonElement given, string id, string arn, string? input, JsonPath? inputPath, InputTransformer? transformer)
    {
        Given = given;
        Id = id;
        Arn = arn;
        _input = input;
        _inputPath = inputPath;
        _transformer = transformer;
    }

    /// <summary>The target as it was given, for those who list it.</summary>
    public JsonElement Given { get; }

    public string Id { get; }

    public string Arn { get; }

    /// <summary>The queue for events that cannot be delivered; null when there is none.</summary>
    public string? DeadLetterArn => Given.Member("DeadLetterConfig")?.Text("Arn");

    /// <summary>The group of messages to a FIFO queue.</summary>
    public string? MessageGroupId => Given.Member("SqsParameters")?.Text("MessageGroupId");

    /// <summary>Reads a target.</summary>
    /// <exception cref="AwsErrorException">A member is missing or wrong.</exception>
    public static Target Read(JsonElement given)
    {
        var id = given.RequiredName("Id");
        var arn = given.Required("Arn", LongestArn);
        var input = given.Limited("Input", LongestInput);
        var inputPath = given.Limited("InputPath", 256);
        var transformer = given.Member("InputTransformer");
        if ((input is null ? 0 : 1) + (inputPath is null ? 0 : 1) + (transformer is null ? 0 : 1) > 1)
        {
            throw EventBridgeErrors.Validation($"Only one of Input, InputPath, or InputTransformer must be provided for target {id}.");
        }

        if (input is not null && !IsJson(input))
        {
            throw EventBridgeErrors.Validation($"JSON syntax error in input for target {id}.");
        }

        JsonPath? path = null;
        if (inputPath is not null && !JsonPath.TryParse(inputPath, out path))
        {
            throw EventBridgeErrors.Validation($"Invalid InputPath for target {id}.");
        }

        return new Target(given.Clone(), id, arn, input, path, transformer is { } template ? InputTransformer.Read(template, id) : null);
    }

    /// <summary>What the target gets for an event.</summary>
    public string InputFor(DeliveredEvent delivered)
    {
        if (_transformer is not null)
        {
            return _transformer.Apply(delivered);
        }

        if (_inputPath is not null)
        {
            return _inputPath.TryEvaluate(delivered.Event, out var part) ? Json.ToText(part) : "null";
        }

        return _input ?? Json.ToText(delivered.Event);
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonElement.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
