using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Emulator.Protocol;
using Workers.Emulator.Sqs.Queues;

namespace Workers.Emulator.Sqs.Operations;

/// <summary>AddPermission and RemovePermission: statements of the queue's policy, which is kept and not enforced.</summary>
internal sealed class PermissionOperations(QueueRegistry queues)
{
    private const int LongestLabel = 80;

    public void Add(JsonElement request, Utf8JsonWriter response)
    {
        var queue = queues.Of(request);
        var label = Label(request);
        var accounts = Required(request, "AWSAccountIds");
        var actions = Required(request, "Actions");
        var policy = Policy(queue);
        if (Statements(policy).Any(statement => IsLabelled(statement, label)))
        {
            throw SqsErrors.InvalidParameter("Label", label, "Already exists.");
        }

        Statements(policy)
            .Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["Sid"] = label,
                        ["Effect"] = "Allow",
                        ["Principal"] = new JsonObject { ["AWS"] = OneOrMore(accounts.Select(account => $"arn:aws:iam::{account}:root")) },
                        ["Action"] = OneOrMore(actions.Select(action => $"SQS:{action}")),
                        ["Resource"] = queue.Arn,
                    }
            );
        Keep(queue, policy);
    }

    public void Remove(JsonElement request, Utf8JsonWriter response)
    {
        var queue = queues.Of(request);
        var label = Label(request);
        var policy = Policy(queue);
        var statements = Statements(policy);
        var statement =
            statements.FirstOrDefault(candidate => IsLabelled(candidate, label))
            ?? throw SqsErrors.InvalidParameter("Label", label, "can't find label.");
        statements.Remove(statement);
        Keep(queue, statements.Count > 0 ? policy : null);
    }

    private static string Label(JsonElement request) =>
        request.Text("Label") switch
        {
            null => throw SqsErrors.MissingParameter("Label"),
            { Length: 0 or > LongestLabel } label => throw SqsErrors.InvalidParameter("Label", label, "Must be 1 to 80 characters long."),
            var label => label,
        };

    private static List<string> Required(JsonElement request, string name) =>
        request.Texts(name) is { Count: > 0 } texts ? texts : throw SqsErrors.MissingParameter(name);

    private static JsonObject Policy(Queue queue)
    {
        var text = queue.Attributes.Values.GetValueOrDefault(AttributeNames.Policy);
        return Parse(text) ?? new JsonObject { ["Version"] = "2008-10-17", ["Id"] = $"{queue.Arn}/SQSDefaultPolicy" };
    }

    // A policy that somebody set may be anything.
    private static JsonObject? Parse(string? text)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonArray Statements(JsonObject policy)
    {
        if (policy["Statement"] is not JsonArray statements)
        {
            var single = policy["Statement"]?.DeepClone();
            statements = single is null ? [] : new JsonArray(single);
            policy["Statement"] = statements;
        }

        return statements;
    }

    private static bool IsLabelled(JsonNode? statement, string label) =>
        statement is JsonObject members && members["Sid"] is JsonValue sid && sid.TryGetValue<string>(out var text) && text == label;

    private static JsonNode OneOrMore(IEnumerable<string> texts)
    {
        JsonNode[] nodes = [.. texts.Select(text => (JsonNode)text)];
        return nodes.Length == 1 ? nodes[0] : new JsonArray(nodes);
    }

    private static void Keep(Queue queue, JsonObject? policy) =>
        queue.Change(queue.Attributes.With(new Dictionary<string, string> { [AttributeNames.Policy] = policy?.ToJsonString() ?? "" }));
}
