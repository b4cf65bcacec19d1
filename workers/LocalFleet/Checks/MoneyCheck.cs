using System.Text.Json;
using LocalFleet.Claims;
using Workers.Aws.StepFunctions;

namespace LocalFleet.Checks;

/// <summary>Whether each claim was paid and posted as it must be: what is payable once, what is not never.</summary>
internal static class MoneyCheck
{
    /// <summary>Compares.</summary>
    /// <returns>What is wrong, or <see langword="null"/> when all is right.</returns>
    public static string? Compare(Claim claim, ExpectedOutcome expected, ExecutionDescription execution, RunEvidence evidence)
    {
        var payments = evidence.PaymentsByClaim.GetValueOrDefault(claim.ClaimId);
        var due = expected.Amount > 0 ? 1 : 0;
        return payments != due ? $"it was paid {payments} times, expected {due}"
            : due == 0 ? null
            : ComparePosting(claim, expected, execution.Output, evidence.Payloads);
    }

    private static string? ComparePosting(Claim claim, ExpectedOutcome expected, string? output, string payloads)
    {
        try
        {
            using var document = JsonDocument.Parse(output ?? "null");
            var key = document.RootElement.GetProperty("ledgerKey").GetString()!;
            using var entry = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(payloads, key + ".json")));
            return entry.RootElement.GetProperty("claimId").GetString() != claim.ClaimId ? $"its ledger entry {key} is another claim's"
                : entry.RootElement.GetProperty("amount").GetInt32() != expected.Amount
                    ? $"its ledger entry {key} does not say {expected.Amount} USD"
                : null;
        }
        catch (Exception exception) when (ExecutionCheck.IsWrongShape(exception) || exception is IOException or ArgumentNullException)
        {
            return $"its ledger entry cannot be read: {exception.Message}";
        }
    }
}
