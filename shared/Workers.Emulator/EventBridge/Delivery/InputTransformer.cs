using System.Text;
using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.EventBridge.Delivery;

/// <summary>
/// Makes a target's input from a template whose <c>&lt;placeholders&gt;</c> stand for parts of the event. Outside of quotes a part appears
/// as JSON, within quotes as text. What the event lacks leaves nothing behind.
/// </summary>
internal sealed class InputTransformer
{
    private const int MostPaths = 100;
    private const int LongestTemplate = 8_192;

    private static readonly Dictionary<string, Func<DeliveredEvent, JsonElement>> Predefined = new(StringComparer.Ordinal)
    {
        ["aws.events.rule-arn"] = delivered => Json.FromString(delivered.Rule.Arn),
        ["aws.events.rule-name"] = delivered => Json.FromString(delivered.Rule.Name),
        ["aws.events.event.ingestion-time"] = delivered => Json.FromString(SentEvent.FormatTime(delivered.Ingested)),
        ["aws.events.event"] = delivered => WithoutDetail(delivered.Event),
        ["aws.events.event.json"] = delivered => delivered.Event,
    };

    private readonly Dictionary<string, JsonPath> _paths;
    private readonly List<Piece> _pieces;

    private InputTransformer(Dictionary<string, JsonPath> paths, List<Piece> pieces)
    {
        _paths = paths;
        _pieces = pieces;
    }

    /// <exception cref="AwsErrorException">A path is none, or the template is missing, too long, or names what is not defined.</exception>
    public static InputTransformer Read(JsonElement given, string targetId)
    {
        var template = given.Required("InputTemplate", LongestTemplate);
        var paths = new Dictionary<string, JsonPath>(StringComparer.Ordinal);
        foreach (var (name, text) in given.TextMap("InputPathsMap"))
        {
            if (name.StartsWith("AWS", StringComparison.OrdinalIgnoreCase) || !EventBridgeRequest.IsName(name))
            {
                throw EventBridgeErrors.Validation($"Invalid name {name} in InputPathsMap for target {targetId}.");
            }

            paths[name] = JsonPath.TryParse(text, out var path)
                ? path
                : throw EventBridgeErrors.Validation($"Invalid path {text} in InputPathsMap for target {targetId}.");
        }

        if (paths.Count > MostPaths)
        {
            throw EventBridgeErrors.Validation($"InputPathsMap for target {targetId} has more than {MostPaths} paths.");
        }

        var pieces = Split(template);
        return pieces.Find(piece => piece.Variable is { } name && !paths.ContainsKey(name) && !Predefined.ContainsKey(name)) is { } unknown
            ? throw EventBridgeErrors.Validation($"InputTemplate for target {targetId} contains invalid placeholder {unknown.Variable}.")
            : new InputTransformer(paths, pieces);
    }

    public string Apply(DeliveredEvent delivered)
    {
        var result = new StringBuilder();
        foreach (var piece in _pieces)
        {
            if (piece.Text is not null)
            {
                result.Append(piece.Text);
            }
            else if (Find(piece.Variable!, delivered) is { } value)
            {
                result.Append(piece.IsQuoted ? InQuotes(value) : Json.ToText(value));
            }
        }

        return result.ToString();
    }

    private JsonElement? Find(string variable, DeliveredEvent delivered)
    {
        if (Predefined.TryGetValue(variable, out var make))
        {
            return make(delivered);
        }

        return _paths[variable].TryEvaluate(delivered.Event, out var value) ? value : null;
    }

    // A text keeps its escapes, so that what surrounds it stays JSON; the quotes of anything else would end the text around it.
    private static string InQuotes(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? Json.ToText(value)[1..^1]
            : Json.ToText(value).Replace("\"", "", StringComparison.Ordinal);

    private static List<Piece> Split(string template)
    {
        var pieces = new List<Piece>();
        var text = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < template.Length; i++)
        {
            var c = template[i];
            var end = c == '<' ? template.IndexOf('>', i) : -1;
            if (end > 0 && EventBridgeRequest.IsName(template[(i + 1)..end]))
            {
                pieces.Add(new Piece(text.ToString(), null, false));
                text.Clear();
                pieces.Add(new Piece(null, template[(i + 1)..end], isQuoted));
                i = end;
                continue;
            }

            text.Append(c);
            if (c == '\\' && i + 1 < template.Length)
            {
                text.Append(template[++i]);
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
            }
        }

        pieces.Add(new Piece(text.ToString(), null, false));
        return pieces;
    }

    private static JsonElement WithoutDetail(JsonElement given) =>
        Json.Build(
            given,
            static (writer, value) =>
            {
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(member => member.Name != "detail"))
                {
                    member.WriteTo(writer);
                }

                writer.WriteEndObject();
            }
        );

    /// <summary>A piece of a template: a text, or a placeholder.</summary>
    private sealed record Piece(string? Text, string? Variable, bool IsQuoted);
}
