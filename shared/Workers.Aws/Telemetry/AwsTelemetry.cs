using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Workers.Aws;

/// <summary>The spans and metrics of the calls to AWS, after OpenTelemetry's semantic conventions for AWS SDK and RPC clients.</summary>
public static class AwsTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Workers.Aws";

    /// <summary>
    /// Seconds a call took, with its retries. Attributes: <c>rpc.system.name</c>, <c>rpc.service</c>, <c>rpc.method</c>, <c>outcome</c>
    /// (success, empty, throttled, transient, failed, cancelled), <c>error.type</c>.
    /// </summary>
    public const string CallDurationName = "rpc.client.call.duration";

    /// <summary>Attempts that followed a failed one. Attributes: <c>rpc.service</c>, <c>rpc.method</c>, <c>error.type</c>.</summary>
    public const string RetriesName = "workers.aws.client.retries";

    internal static ActivitySource Source { get; } = new(Name);

    internal static Meter Meter { get; } = new(Name);

    internal static Histogram<double> CallDuration { get; } =
        Meter.CreateHistogram(
            CallDurationName,
            "s",
            "Duration of calls to AWS, with their retries.",
            tags: null,
            new InstrumentAdvice<double>
            {
                // The conventions' buckets, and up to the length of a long poll.
                HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 30, 60, 75],
            }
        );

    internal static Counter<long> Retries { get; } =
        Meter.CreateCounter<long>(RetriesName, "{attempt}", "Attempts of calls to AWS that followed a failed one.");
}
