using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chaos.Work;

namespace Chaos.Verdict;

/// <summary>Whether an execution's output is what its input asks for, computed apart from the workers.</summary>
internal static class OutputCheck
{
    /// <summary>Checks.</summary>
    /// <param name="item">The execution.</param>
    /// <param name="output">Its output.</param>
    /// <param name="number">The number of its effect, if it has one that honours the key.</param>
    /// <returns>What is wrong; <see langword="null"/> when all is right.</returns>
    public static string? Problem(WorkItem item, string? output, string? number)
    {
        JsonNode? node;
        try
        {
            node = output is null ? null : JsonNode.Parse(output);
        }
        catch (JsonException)
        {
            return "the output is no JSON";
        }

        return item.Kind switch
        {
            WorkKind.Letter => LetterProblem(item, node),
            WorkKind.Sequence => ReceiptProblem(item, node?["posted"], number) ?? LetterProblem(item, node?["written"]),
            _ => ReceiptProblem(item, node, number),
        };
    }

    private static string? ReceiptProblem(WorkItem item, JsonNode? receipt, string? number) =>
        Unlike("id", item.Id, receipt)
        ?? Unlike("secret", item.Secret, receipt)
        ?? Unlike("number", number, receipt)
        ?? ((int?)receipt?["total"] == item.Total ? null : $"the total is {receipt?["total"]} instead of {item.Total}");

    private static string? LetterProblem(WorkItem item, JsonNode? letter)
    {
        var text = (string?)letter?["text"] ?? "";
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return Unlike("claimId", item.Id, letter)
            ?? Unlike("subject", $"Your claim {item.Id}: we pay", letter)
            ?? Unlike("sha256", digest, letter)
            ?? (text.Contains($"pay you {item.Total} USD", StringComparison.Ordinal) ? null : "the letter does not tell the amount")
            ?? (text.Contains($"{item.Secret}.", StringComparison.Ordinal) ? null : "the letter does not tell the reason");
    }

    private static string? Unlike(string member, string? expected, JsonNode? node) =>
        (string?)node?[member] == expected ? null : $"{member} is '{node?[member]}' instead of '{expected}'";
}
