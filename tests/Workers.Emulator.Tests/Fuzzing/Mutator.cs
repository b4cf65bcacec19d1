using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workers.Emulator.Tests.Fuzzing;

/// <summary>Makes wrong JSON out of right JSON: other values, lost and doubled members, parts of other documents, broken text.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<string> donors)
{
    // Stand for what a JsonNode cannot hold.
    private const string LoneSurrogate = "@@lone@@";
    private const string HugeNumber = "@@huge@@";

    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 5_000 };
    private static readonly JsonDocumentOptions DeepDocument = new() { MaxDepth = 5_000 };

    private static readonly string[] OddTexts =
    [
        "",
        " ",
        "x",
        "$",
        "$$",
        "$.a",
        "$.a[0].b",
        "$..a",
        "$.a[?(@.b==1)]",
        "$.a[(",
        "$[1:2:0]",
        "$x",
        "$$.Task.Token",
        "States.Format('{}', $.a)",
        "States.ArrayRange(1,99999,1)",
        "States.MathRandom(1,",
        "{% $states.input %}",
        "{% ( %}",
        "{%%}",
        "{% $sum([1..100000]) %}",
        "{% $f := function($n){ $f($n) }; $f(1) %}",
        "2020-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999+23:59",
        "true",
        "-1",
        "99999999999999999999",
        "arn:aws:states:::lambda:invoke",
        "arn:aws:states:us-east-1:000000000000:execution:m:x",
        "arn:aws:states:::aws-sdk:sqs:sendMessage",
        "arn:::::::",
        "States.ALL",
        "AWSTraceHeader",
        "\0",
        "\u0085\u2028\uFFFE",
        "a=b&c=d",
        "../../etc/passwd",
        "#n = :v",
        ":v",
        LoneSurrogate,
        HugeNumber,
    ];

    // What parsers recurse into.
    private static readonly string[] Openings =
    [
        "(",
        "[",
        "NOT ",
        "$[?(",
        "States.Array(",
        "{% (",
        "$.a[?(@.b[?(",
        "-",
        "!",
        "a.b[",
        "{\"$or\":[",
    ];

    /// <summary>A document with one to four things wrong.</summary>
    public string Mutate(string json)
    {
        var root = JsonNode.Parse(json, documentOptions: DeepDocument);
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            root = MutateOnce(root);
        }

        var text = (root?.ToJsonString(Deep) ?? "null")
            .Replace($"\"{HugeNumber}\"", "1e999", StringComparison.Ordinal)
            .Replace(LoneSurrogate, "\\ud800", StringComparison.Ordinal);
        return random.Next(20) == 0 ? Break(text) : text;
    }

    /// <summary>Some JSON that nobody expects.</summary>
    public JsonNode? OddValue() =>
        random.Next(15) switch
        {
            0 => null,
            1 => JsonValue.Create(random.Next(2) == 0),
            2 => JsonValue.Create(random.Next(-2, 12)),
            3 => JsonValue.Create(random.NextInt64(long.MinValue, long.MaxValue)),
            4 => JsonValue.Create(random.NextDouble() * Math.Pow(10, random.Next(-20, 300))),
            5 => new JsonArray(),
            6 => new JsonObject(),
            7 => Nest(random.Next(3, 700)),
            8 => JsonValue.Create(
                new string(
                    'a',
                    random.Next(1, 4) switch
                    {
                        1 => 257,
                        2 => 2_049,
                        _ => 40_000,
                    }
                )
            ),
            9 => Donation(),
            10 => JsonValue.Create(string.Concat(Enumerable.Repeat(Openings[random.Next(Openings.Length)], random.Next(1, 20_000)))),
            _ => JsonValue.Create(OddTexts[random.Next(OddTexts.Length)]),
        };

    private JsonNode? MutateOnce(JsonNode? root)
    {
        var places = new List<JsonNode>();
        Collect(root, places);
        if (places.Count == 0)
        {
            return OddValue();
        }

        switch (places[random.Next(places.Count)])
        {
            case JsonObject { Count: > 0 } members:
                MutateMember(members);
                return root;
            case JsonArray { Count: > 0 } elements:
                MutateElement(elements);
                return root;
            case JsonObject members:
                members[OddName()] = OddValue();
                return root;
            case JsonArray elements:
                elements.Add(OddValue());
                return root;
            default:
                return OddValue();
        }
    }

    private void MutateMember(JsonObject members)
    {
        var name = members.ElementAt(random.Next(members.Count)).Key;
        switch (random.Next(6))
        {
            case 0:
                members.Remove(name);
                break;
            case 1:
                var value = members[name]?.DeepClone();
                members.Remove(name);
                members[OddName()] = value;
                break;
            case 2:
                members[OddName()] = OddValue();
                break;
            case 3 when members[name] is { } whole:
                members[name] = new JsonArray(whole.DeepClone(), whole.DeepClone());
                break;
            default:
                members[name] = OddValue();
                break;
        }
    }

    private void MutateElement(JsonArray elements)
    {
        var index = random.Next(elements.Count);
        switch (random.Next(4))
        {
            case 0:
                elements.RemoveAt(index);
                break;
            case 1:
                elements.Add(elements[index]?.DeepClone());
                break;
            default:
                elements[index] = OddValue();
                break;
        }
    }

    // A name out of another document is more often one that means something.
    private string OddName()
    {
        var places = new List<JsonNode>();
        Collect(JsonNode.Parse(donors[random.Next(donors.Count)]), places);
        var objects = places.OfType<JsonObject>().Where(members => members.Count > 0).ToList();
        if (objects.Count == 0 || random.Next(8) == 0)
        {
            return OddTexts[random.Next(OddTexts.Length)];
        }

        var chosen = objects[random.Next(objects.Count)];
        return chosen.ElementAt(random.Next(chosen.Count)).Key;
    }

    private JsonNode? Donation()
    {
        var places = new List<JsonNode>();
        Collect(JsonNode.Parse(donors[random.Next(donors.Count)]), places);
        return places.Count == 0 ? null : places[random.Next(places.Count)].DeepClone();
    }

    private static JsonArray Nest(int depth)
    {
        var nested = new JsonArray();
        for (var i = 1; i < depth; i++)
        {
            nested = new JsonArray(nested);
        }

        return nested;
    }

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        switch (node)
        {
            case JsonObject members:
                places.Add(members);
                foreach (var member in members)
                {
                    Collect(member.Value, places);
                }

                break;
            case JsonArray elements:
                places.Add(elements);
                foreach (var element in elements)
                {
                    Collect(element, places);
                }

                break;
        }
    }

    private string Break(string text)
    {
        var broken = new StringBuilder(text);
        var at = random.Next(text.Length);
        switch (random.Next(3))
        {
            case 0:
                broken.Remove(at, Math.Min(random.Next(1, 6), text.Length - at));
                break;
            case 1:
                broken.Insert(at, "{}[],:\"\\"[random.Next(8)]);
                break;
            default:
                broken[at] = (char)random.Next(1, 256);
                break;
        }

        return broken.ToString();
    }
}
