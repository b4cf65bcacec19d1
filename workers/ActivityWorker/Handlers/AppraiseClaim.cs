using ActivityWorker.Airports;
using ActivityWorker.Claims;
using Workers.Hosting;

namespace ActivityWorker.Handlers;

/// <summary>Decides what a claim is worth.</summary>
internal sealed class AppraiseClaim(AirportTable airports) : IJobHandler<Claim, Appraisal>
{
    /// <summary>Fails a claim whose airport is not in the table.</summary>
    public const string UnknownAirport = "Claim.UnknownAirport";

    /// <summary>Fails a claim that no flight can have.</summary>
    public const string InvalidClaim = "Claim.Invalid";

    /// <inheritdoc/>
    public Task<Appraisal> HandleAsync(Claim input, JobContext context, CancellationToken cancellationToken)
    {
        var from = Find(input, "origin", input.Origin);
        var to = Find(input, "destination", input.Destination);
        if (input.Distance <= 0)
        {
            throw new JobFailedException(
                InvalidClaim,
                $"Claim {input.ClaimId} has a distance of {input.Distance} miles; a flight's distance is at least 1."
            );
        }

        var (band, amount) = Tariff.ForDistance(input.Distance);
        var payable = input.Delay >= Tariff.PayableFromMinutes;
        return Task.FromResult(
            new Appraisal
            {
                ClaimId = input.ClaimId,
                JobId = context.IdempotencyKey ?? context.JobId,
                Payable = payable,
                Amount = payable ? amount : 0,
                Currency = Tariff.Currency,
                Band = band,
                Reason = Describe(input.Delay),
                Date = input.Date,
                From = from.ToString(),
                To = to.ToString(),
            }
        );
    }

    private static string Describe(int delay) =>
        delay switch
        {
            >= Tariff.PayableFromMinutes => $"it arrived {delay} minutes late",
            > 0 =>
                $"it arrived {delay} {(delay == 1 ? "minute" : "minutes")} late, and a delay is paid from {Tariff.PayableFromMinutes} minutes on",
            _ => "it arrived on time",
        };

    private Airport Find(Claim claim, string role, string code) =>
        airports.Find(code)
        ?? throw new JobFailedException(
            UnknownAirport,
            $"Claim {claim.ClaimId} names the {role} '{code}', which is none of the {airports.Count} airports in the table."
        );
}
