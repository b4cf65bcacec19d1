using CallbackWorker.Claims;
using Workers.Hosting;

namespace CallbackWorker.Handlers;

/// <summary>Tells the customer desk how a claim ended, before the passenger calls.</summary>
internal sealed class TellCustomerDesk : IJobHandler<Settlement, DeskNote>
{
    /// <summary>The source's name in the settings.</summary>
    public const string Queue = "tell-customer-desk";

    /// <summary>Fails a settlement that contradicts itself.</summary>
    public const string InvalidSettlement = "Desk.InvalidSettlement";

    /// <inheritdoc/>
    public Task<DeskNote> HandleAsync(Settlement input, JobContext context, CancellationToken cancellationToken)
    {
        if (input.Payable != input.Amount > 0)
        {
            throw new JobFailedException(
                InvalidSettlement,
                $"Claim {input.ClaimId} is settled as {(input.Payable ? "paid" : "not paid")} with the amount {input.Amount}."
            );
        }

        return Task.FromResult(
            new DeskNote
            {
                ClaimId = input.ClaimId,
                NoteId = $"note-{context.IdempotencyKey ?? context.JobId}",
                Headline = input.Payable
                    ? $"Claim {input.ClaimId}: {input.Amount} {input.Currency} are on their way ({input.Reason})"
                    : $"Claim {input.ClaimId}: nothing is paid ({input.Reason})",
                ExpectCall = !input.Payable,
            }
        );
    }
}
