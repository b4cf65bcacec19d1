using ActivityWorker.Claims;
using ActivityWorker.Records;
using Workers.Hosting;

namespace ActivityWorker.Handlers;

/// <summary>Looks up the flight that a claim names.</summary>
internal sealed class FindFlight(FlightDatabase flights) : IJobHandler<Claim, FlightRecord>
{
    /// <summary>The source's name in the settings.</summary>
    public const string Activity = "find-flight";

    /// <summary>Fails a claim whose flight is not on record.</summary>
    public const string UnknownFlight = "Claim.UnknownFlight";

    /// <inheritdoc/>
    public Task<FlightRecord> HandleAsync(Claim input, JobContext context, CancellationToken cancellationToken) =>
        Task.FromResult(
            flights.Find(input.Date, input.Origin, input.Destination)
                ?? throw new JobFailedException(
                    UnknownFlight,
                    $"Claim {input.ClaimId} names a flight of {input.Date} from '{input.Origin}' to '{input.Destination}', which is not on record."
                )
        );
}
