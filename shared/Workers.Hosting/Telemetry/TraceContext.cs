using System.Diagnostics;
using Workers.Aws.Sqs;

namespace Workers.Hosting.Telemetry;

/// <summary>Reads trace contexts as they travel: W3C's traceparent, and X-Ray's header on SQS messages.</summary>
internal static class TraceContext
{
    /// <summary>The message attribute that carries W3C's traceparent.</summary>
    public const string MessageAttribute = "traceparent";

    // What a definition says for none, because an attribute must not be empty; W3C calls it invalid.
    private const string ZeroTrace = "00-00000000000000000000000000000000-";

    public static ActivityContext FromTraceParent(string? traceParent) =>
        Given(traceParent) is { } given && ActivityContext.TryParse(given, null, isRemote: true, out var context) ? context : default;

    /// <summary>The trace parent, or <see langword="null"/> where it says that there is none: empty, or a trace of zeros.</summary>
    public static string? Given(string? traceParent) =>
        string.IsNullOrEmpty(traceParent) || traceParent.StartsWith(ZeroTrace, StringComparison.Ordinal) ? null : traceParent;

    /// <summary>The trace context that others are to go on with: the job's span's, or what the envelope brought when nothing is recorded.</summary>
    public static string? Current(JobContext context) => JobTrace.Current ?? context.Envelope.TraceParent;

    /// <summary>The current trace context, as messages carry it; <see langword="null"/> where nothing is recorded.</summary>
    public static IReadOnlyDictionary<string, SqsMessageAttribute>? MessageAttributes() =>
        JobTrace.Current is { } current
            ? new Dictionary<string, SqsMessageAttribute>
            {
                [MessageAttribute] = new() { DataType = "String", StringValue = current },
            }
            : null;

    /// <summary>Reads <c>Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1</c>.</summary>
    public static ActivityContext FromXRay(string? header)
    {
        ReadOnlySpan<char> root = default;
        ReadOnlySpan<char> parent = default;
        var sampled = false;
        foreach (var range in header.AsSpan().Split(';'))
        {
            var part = header.AsSpan()[range].Trim();
            if (part.StartsWith("Root=1-", StringComparison.Ordinal))
            {
                root = part["Root=1-".Length..];
            }
            else if (part.StartsWith("Parent=", StringComparison.Ordinal))
            {
                parent = part["Parent=".Length..];
            }
            else if (part is "Sampled=1")
            {
                sampled = true;
            }
        }

        // 8 digits of time, a dash, 24 digits: together W3C's 32.
        return root.Length == 33 && root[8] == '-' && parent.Length == 16
            ? FromTraceParent($"00-{root[..8]}{root[9..]}-{parent}-{(sampled ? "01" : "00")}")
            : default;
    }
}
