using ActivityWorker.Claims;
using Workers.Hosting;

namespace ActivityWorker.Handlers;

/// <summary>Decides what a claim is worth, by what is on record for it.</summary>
internal sealed class AppraiseClaim : IJobHandler<CaseFile, Appraisal>
{
    /// <summary>The source's name in the settings.</summary>
    public const string Activity = "appraise-claim";

    /// <summary>Fails a claim that no flight can have.</summary>
    public const string InvalidClaim = "Claim.Invalid";

    /// <inheritdoc/>
    public Task<Appraisal> HandleAsync(CaseFile input, JobContext context, CancellationToken cancellationToken)
    {
        var (claim, records) = (input.Claim, input.Records);
        var (flight, tariff) = (records.Flight, records.Tariff);
        if (records.Airports is not [var from, var to])
        {
            throw new JobFailedException(
                InvalidClaim,
                $"Claim {claim.ClaimId} has the records of {records.Airports.Count} airports; a flight has 2."
            );
        }

        var band =
            tariff.ForDistance(flight.Distance)
            ?? throw new JobFailedException(
                InvalidClaim,
                $"Claim {claim.ClaimId} has a distance of {flight.Distance} miles, which is in no band of the tariff."
            );
        var payable = flight.Delay >= tariff.PayableFromMinutes;
        return Task.FromResult(
            new Appraisal
            {
                ClaimId = claim.ClaimId,
                JobId = context.IdempotencyKey ?? context.JobId,
                Payable = payable,
                Amount = payable ? band.Amount : 0,
                Currency = tariff.Currency,
                Band = band.Band,
                Reason = Describe(flight.Delay, tariff.PayableFromMinutes),
                Date = claim.Date,
                From = from.ToString(),
                To = to.ToString(),
            }
        );
    }

    private static string Describe(int delay, int payableFrom) =>
        delay switch
        {
            _ when delay >= payableFrom => $"it arrived {delay} minutes late",
            > 0 => $"it arrived {delay} {(delay == 1 ? "minute" : "minutes")} late, and a delay is paid from {payableFrom} minutes on",
            _ => "it arrived on time",
        };
}
