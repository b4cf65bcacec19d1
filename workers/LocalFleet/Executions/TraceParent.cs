using System.Diagnostics;

namespace LocalFleet.Executions;

/// <summary>Begins traces: each execution is given one in its input.</summary>
internal static class TraceParent
{
    /// <summary>A new trace, sampled, as W3C's <c>traceparent</c>.</summary>
    public static string New() => $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";
}
