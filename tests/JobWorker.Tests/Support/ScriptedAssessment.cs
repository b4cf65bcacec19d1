using System.Collections.Concurrent;
using JobWorker.Routes;
using Workers.Hosting;

namespace JobWorker.Tests.Support;

/// <summary>What a scripted worker does with its jobs, and what it saw.</summary>
internal sealed class Script
{
    public Func<RouteClaim, JobContext, CancellationToken, Task<RouteHistory>> Run { get; set; } =
        (claim, _, _) => Task.FromResult(Answer(claim));

    public ConcurrentQueue<JobContext> Seen { get; } = new();

    public static RouteHistory Answer(RouteClaim claim) =>
        new()
        {
            ClaimId = claim.ClaimId,
            JobId = "scripted",
            Route = $"{claim.Origin}-{claim.Destination}",
            From = "2001/01/01 00:00",
            To = "2001/03/31 23:59",
            FromOrigin = new DelayStatistics
            {
                Flights = 1,
                MeanDelay = claim.Delay,
                MedianDelay = claim.Delay,
                NinetiethPercentileDelay = claim.Delay,
                LongestDelay = claim.Delay,
                ShareAnHourLate = 0,
                ShareBelowClaim = 0,
            },
        };
}

/// <summary>Does jobs as its script says.</summary>
internal sealed class ScriptedAssessment(Script script) : IJobHandler<RouteClaim, RouteHistory>
{
    public Task<RouteHistory> HandleAsync(RouteClaim input, JobContext context, CancellationToken cancellationToken)
    {
        script.Seen.Enqueue(context);
        return script.Run(input, context, cancellationToken);
    }
}
