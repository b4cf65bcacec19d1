using JobWorker.Flights;
using JobWorker.Routes;
using Workers.Hosting;

namespace JobWorker.Handlers;

/// <summary>Assesses the history of a claim's route over all flight records: a job that takes its time and tells how far it is.</summary>
internal sealed class AssessRoute(FlightRecords flights, TimeProvider time) : IJobHandler<RouteClaim, RouteHistory>
{
    /// <summary>Fails a claim whose airport of departure no recorded flight has left.</summary>
    public const string NoFlights = "Route.NoFlights";

    /// <inheritdoc/>
    public async Task<RouteHistory> HandleAsync(RouteClaim input, JobContext context, CancellationToken cancellationToken)
    {
        var remaining = new RemainingTime(time);
        var route = new DelayHistogram();
        var origin = new DelayHistogram();
        string? first = null;
        string? last = null;
        await foreach (var (records, share) in flights.ReadAsync(cancellationToken))
        {
            foreach (var flight in records)
            {
                first = Least(first, flight.Date);
                last = Greatest(last, flight.Date);
                if (flight.Origin == input.Origin)
                {
                    origin.Add(flight.Delay);
                    if (flight.Destination == input.Destination)
                    {
                        route.Add(flight.Delay);
                    }
                }
            }

            if (share < 1 && remaining.IsReportDue)
            {
                await context.Progress.ReportAsync(Math.Round(share * 100), remaining.NextLook(share), cancellationToken);
            }
        }

        return new RouteHistory
        {
            ClaimId = input.ClaimId,
            JobId = context.IdempotencyKey ?? context.JobId,
            Route = $"{input.Origin}-{input.Destination}",
            From = first ?? "",
            To = last ?? "",
            OnRoute = route.Summarize(input.Delay),
            FromOrigin =
                origin.Summarize(input.Delay)
                ?? throw new JobFailedException(
                    NoFlights,
                    $"Claim {input.ClaimId} departs from '{input.Origin}', from where no flight is on record."
                ),
        };
    }

    // The dates are written so that their texts are in the order of time.
    private static string Least(string? one, string other) => one is not null && string.CompareOrdinal(one, other) <= 0 ? one : other;

    private static string Greatest(string? one, string other) => one is not null && string.CompareOrdinal(one, other) >= 0 ? one : other;
}
