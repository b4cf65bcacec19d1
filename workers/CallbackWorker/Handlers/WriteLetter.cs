using System.Security.Cryptography;
using System.Text;
using CallbackWorker.Claims;
using Workers.Hosting;

namespace CallbackWorker.Handlers;

/// <summary>Writes the letter that answers a claim: what is paid, or why nothing is.</summary>
internal sealed class WriteLetter : IJobHandler<Appraisal, Letter>
{
    /// <summary>The source's name in the settings.</summary>
    public const string Queue = "write-letter";

    /// <summary>Fails an appraisal that contradicts itself.</summary>
    public const string InvalidAppraisal = "Letter.InvalidAppraisal";

    /// <inheritdoc/>
    public Task<Letter> HandleAsync(Appraisal input, JobContext context, CancellationToken cancellationToken)
    {
        if (input.Payable != input.Amount > 0)
        {
            throw new JobFailedException(
                InvalidAppraisal,
                $"Claim {input.ClaimId} is {(input.Payable ? "payable" : "not payable")}, but its amount is {input.Amount}."
            );
        }

        var text = Compose(input);
        return Task.FromResult(
            new Letter
            {
                ClaimId = input.ClaimId,
                LetterId = $"letter-{context.IdempotencyKey ?? context.JobId}",
                Subject = input.Payable ? $"Your claim {input.ClaimId}: we pay" : $"Your claim {input.ClaimId}: we cannot pay",
                Text = text,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            }
        );
    }

    private static string Compose(Appraisal appraisal)
    {
        var flight = $"your flight of {appraisal.Date} from {appraisal.From} to {appraisal.To}";
        return appraisal.Payable
            ? $"""
                Dear passenger,

                you claimed compensation for {flight}.
                We have looked into it: {appraisal.Reason}. We are sorry, and pay you {appraisal.Amount} {appraisal.Currency}.

                Claim {appraisal.ClaimId}
                """
            : $"""
                Dear passenger,

                you claimed compensation for {flight}.
                We have looked into it: {appraisal.Reason}. We are sorry that we cannot pay this claim, and hope to welcome you again.

                Claim {appraisal.ClaimId}
                """;
    }
}
