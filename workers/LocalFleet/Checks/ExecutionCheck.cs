using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LocalFleet.Claims;
using LocalFleet.Outside;
using Workers.Aws.StepFunctions;

namespace LocalFleet.Checks;

/// <summary>Compares how an execution ended with how it must end.</summary>
internal static class ExecutionCheck
{
    /// <summary>Compares.</summary>
    /// <returns>What is wrong, or <see langword="null"/> when all is right.</returns>
    public static string? Compare(Claim claim, ExpectedOutcome expected, ExecutionDescription execution)
    {
        var status = expected.Error is null ? "SUCCEEDED" : "FAILED";
        if (execution.Status != status)
        {
            return $"it is {execution.Status}{Because(execution)}, expected {status}";
        }

        return expected.Error is null ? CompareOutput(claim, expected, execution.Output) : CompareError(claim, expected.Error, execution);
    }

    /// <summary>The id of the letter in an output, if there is one.</summary>
    public static string? LetterId(string? output)
    {
        try
        {
            using var document = JsonDocument.Parse(output ?? "null");
            return document.RootElement.GetProperty("letter").GetProperty("letterId").GetString();
        }
        catch (Exception exception) when (IsWrongShape(exception))
        {
            // Compare tells what is wrong with such an output.
            return null;
        }
    }

    /// <summary>Whether reading JSON failed because it is not as agreed.</summary>
    public static bool IsWrongShape(Exception exception) =>
        exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException;

    private static string Because(ExecutionDescription execution) =>
        execution.Error is null ? "" : $" ({execution.Error}: {execution.Cause})";

    private static string? CompareError(Claim claim, string expected, ExecutionDescription execution)
    {
        if (execution.Error != expected)
        {
            return $"it failed as {execution.Error}, expected {expected}";
        }

        return execution.Cause?.Contains(claim.ClaimId, StringComparison.Ordinal) is true
            ? null
            : $"its cause does not name the claim: {execution.Cause}";
    }

    private static string? CompareOutput(Claim claim, ExpectedOutcome expected, string? output)
    {
        try
        {
            using var document = JsonDocument.Parse(output ?? "null");
            var root = document.RootElement;
            return Differ("claimId", root.GetProperty("claimId").GetString(), claim.ClaimId)
                ?? Differ("payable", root.GetProperty("payable").GetBoolean(), expected.Amount > 0)
                ?? Differ("amount", root.GetProperty("amount").GetInt32(), expected.Amount)
                ?? Differ("currency", root.GetProperty("currency").GetString(), "USD")
                ?? Differ("band", root.GetProperty("band").GetString(), expected.Band)
                ?? Differ("paymentId", root.GetProperty("paymentId").GetString(), expected.Amount > 0 ? $"payment-{claim.ClaimId}" : null)
                ?? CompareNote(claim, expected, root.GetProperty("deskNote"))
                ?? CompareLetter(claim, expected, root.GetProperty("letter"));
        }
        catch (Exception exception) when (IsWrongShape(exception))
        {
            return $"its output does not have the agreed shape ({exception.Message}): {output}";
        }
    }

    private static string? CompareNote(Claim claim, ExpectedOutcome expected, JsonElement note) =>
        Differ("deskNote.claimId", note.GetProperty("claimId").GetString(), claim.ClaimId)
        ?? Differ("deskNote.expectCall", note.GetProperty("expectCall").GetBoolean(), expected.Amount == 0);

    private static string? CompareLetter(Claim claim, ExpectedOutcome expected, JsonElement letter)
    {
        var text = letter.GetProperty("text").GetString() ?? "";
        var verdict = expected.Amount > 0 ? "we pay" : "we cannot pay";
        return Differ("letter.claimId", letter.GetProperty("claimId").GetString(), claim.ClaimId)
            ?? Differ("letter.subject", letter.GetProperty("subject").GetString(), $"Your claim {claim.ClaimId}: {verdict}")
            ?? Lacks(text, $"Claim {claim.ClaimId}")
            ?? Lacks(text, claim.Date)
            ?? Lacks(text, $"({claim.Origin})")
            ?? Lacks(text, $"({claim.Destination})")
            ?? (expected.IsRefused ? Lacks(text, Manager.Refusal) : null)
            ?? (expected.Amount > 0 ? Lacks(text, $"pay you {expected.Amount} USD") : Lacks(text, "cannot pay"))
            ?? Differ(
                "letter.sha256",
                letter.GetProperty("sha256").GetString(),
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))
            );
    }

    private static string? Differ<T>(string what, T actual, T expected) =>
        EqualityComparer<T>.Default.Equals(actual, expected) ? null : $"its {what} is '{actual}', expected '{expected}'";

    private static string? Lacks(string text, string part) =>
        text.Contains(part, StringComparison.Ordinal) ? null : $"its letter does not say '{part}'";
}
