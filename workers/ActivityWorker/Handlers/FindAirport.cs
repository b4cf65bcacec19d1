using ActivityWorker.Claims;
using ActivityWorker.Records;
using Workers.Hosting;

namespace ActivityWorker.Handlers;

/// <summary>Looks up an airport that a claim names.</summary>
internal sealed class FindAirport(AirportTable airports) : IJobHandler<AirportQuestion, Airport>
{
    /// <summary>The source's name in the settings.</summary>
    public const string Activity = "find-airport";

    /// <summary>Fails a claim whose airport is not in the table.</summary>
    public const string UnknownAirport = "Claim.UnknownAirport";

    /// <inheritdoc/>
    public Task<Airport> HandleAsync(AirportQuestion input, JobContext context, CancellationToken cancellationToken) =>
        Task.FromResult(
            airports.Find(input.Code)
                ?? throw new JobFailedException(
                    UnknownAirport,
                    $"Claim {input.ClaimId} names the airport '{input.Code}', which is none of the {airports.Count} airports in the table."
                )
        );
}
