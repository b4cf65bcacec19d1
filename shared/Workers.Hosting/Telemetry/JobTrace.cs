using System.Diagnostics;
using Workers.Hosting.Telemetry;

namespace Workers.Hosting;

/// <summary>
/// The trace of a job, for what is done about it after its handler has returned: a task that was taken over is reported hours later, by
/// another process perhaps, and its trace goes on there.
/// </summary>
public static class JobTrace
{
    /// <summary>
    /// The trace context that others are to go on with, as W3C's <c>traceparent</c>; <see langword="null"/> where nothing is recorded. Keep it
    /// beside what is left to do, and give it to <see cref="Start"/>.
    /// </summary>
    public static string? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;

    /// <summary>Starts a span that goes on with a trace. It is exported with the runtime's own, and to be disposed of.</summary>
    /// <param name="name">What is done and to what, for example <c>report approve-request</c>. Never a token or an input.</param>
    /// <param name="kind">The span's kind.</param>
    /// <param name="traceParent">W3C's <c>traceparent</c>; <see langword="null"/> or an invalid one begins a new trace, if none is current.</param>
    /// <returns>The span; <see langword="null"/> where nothing is recorded.</returns>
    public static Activity? Start(string name, ActivityKind kind, string? traceParent) =>
        WorkerTelemetry.Spans.StartActivity(name, kind, TraceContext.FromTraceParent(traceParent));
}
