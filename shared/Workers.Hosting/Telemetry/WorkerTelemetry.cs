using System.Diagnostics;
using System.Diagnostics.Metrics;
using Workers.Hosting.Health;

namespace Workers.Hosting.Telemetry;

/// <summary>The runtime's instruments. Names follow OpenTelemetry's messaging conventions where those have one.</summary>
internal sealed class WorkerTelemetry
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "Workers.Hosting";

    public static readonly ActivitySource Spans = new(Name);

    private readonly Lock _gate = new();
    private readonly List<SourceTelemetry> _sources = [];
    private readonly SortedDictionary<string, SourceTally> _tallies = new(StringComparer.Ordinal);

    public WorkerTelemetry(IMeterFactory meters, WorkerHealth health)
    {
        var meter = meters.Create(Name);
        Polls = meter.CreateCounter<long>("workers.polls", "{poll}", "Polls that were answered, by result.");
        Jobs = meter.CreateCounter<long>("workers.jobs", "{job}", "Jobs that ended, by outcome.");
        LeasesLost = meter.CreateCounter<long>("workers.leases.lost", "{lease}", "Jobs cancelled because their lease was lost.");
        Results = meter.CreateCounter<long>("workers.results", "{result}", "Results sent to Step Functions, by what became of them.");
        Records = meter.CreateCounter<long>(
            "workers.idempotency",
            "{job}",
            "Jobs that met a record of another attempt: replayed, waited, superseded, conflict."
        );
        Payloads = meter.CreateCounter<long>("workers.payloads", "{payload}", "Payloads handed on by reference: read, write.");
        Consumed = meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Messages and tasks received.");
        Duration = meter.CreateHistogram(
            "messaging.process.duration",
            "s",
            "How long handlers ran.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
            }
        );
        meter.CreateObservableUpDownCounter(
            "workers.slots",
            Slots,
            "{slot}",
            "Slots by state: free, reserved for an open poll, used by a job."
        );
        meter.CreateObservableUpDownCounter(
            "workers.leases.held",
            HeldLeases,
            "{lease}",
            "Jobs whose lease is kept: tasks, messages, or both."
        );
        meter.CreateObservableUpDownCounter("workers.polls.open", OpenPolls, "{poll}", "Polls that are open.");

        // Gauges, because collectors turn sums into differences on their way to CloudWatch: a level would arrive as its change.
        meter.CreateObservableGauge("workers.slots.saturation", Saturation, "1", "The share of a source's slots that jobs use: 0 to 1.");
        meter.CreateObservableGauge(
            "workers.slots.peak",
            Peak,
            "1",
            "The largest share of a source's slots that jobs used at once since the last export: 0 only if there was none."
        );
        meter.CreateObservableGauge(
            "workers.ready",
            () => health.NotReady().Count == 0 ? 1 : 0,
            "1",
            "1 while the worker is ready, else 0."
        );
    }

    public Counter<long> Polls { get; }

    public Counter<long> Jobs { get; }

    public Counter<long> LeasesLost { get; }

    public Counter<long> Results { get; }

    public Counter<long> Records { get; }

    public Counter<long> Payloads { get; }

    public Counter<long> Consumed { get; }

    public Histogram<double> Duration { get; }

    public void Add(SourceTelemetry source)
    {
        lock (_gate)
        {
            _sources.Add(source);
        }
    }

    /// <summary>What is counted under a source's name, whether the runtime polls for it or not.</summary>
    public SourceTally Tally(string source)
    {
        lock (_gate)
        {
            if (!_tallies.TryGetValue(source, out var tally))
            {
                _tallies[source] = tally = new SourceTally(this, source);
            }

            return tally;
        }
    }

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<SourceTally> Tallies()
    {
        lock (_gate)
        {
            return [.. _tallies.Values];
        }
    }

    /// <summary>Messages or tasks were received.</summary>
    public void CountConsumed(int count, string system, string destination) =>
        Consumed.Add(
            count,
            new("messaging.system", system),
            new("messaging.destination.name", destination),
            new("messaging.operation.name", "receive")
        );

    /// <summary>All sources of the worker.</summary>
    public SourceTelemetry[] Sources()
    {
        lock (_gate)
        {
            return [.. _sources];
        }
    }

    private IEnumerable<Measurement<long>> Slots()
    {
        foreach (var source in Sources())
        {
            var (free, reserved, used) = source.Slots.Counts;
            yield return new Measurement<long>(free, source.NameTag, new("workers.slot.state", "free"));
            yield return new Measurement<long>(reserved, source.NameTag, new("workers.slot.state", "reserved"));
            yield return new Measurement<long>(used, source.NameTag, new("workers.slot.state", "used"));
        }
    }

    private IEnumerable<Measurement<double>> Saturation() =>
        Sources().Select(source => new Measurement<double>((double)source.Slots.Counts.Used / source.Slots.Total, source.NameTag));

    private IEnumerable<Measurement<double>> Peak() =>
        Sources().Select(source => new Measurement<double>((double)source.Slots.TakePeak() / source.Slots.Total, source.NameTag));

    private IEnumerable<Measurement<long>> HeldLeases() =>
        Sources().Select(source => new Measurement<long>(source.HeldLeases, source.NameTag));

    private IEnumerable<Measurement<long>> OpenPolls() =>
        Sources().Select(source => new Measurement<long>(source.OpenPolls, source.NameTag));
}
