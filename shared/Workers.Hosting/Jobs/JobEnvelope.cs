using System.Text.Json;
using Workers.Hosting.Progress;

namespace Workers.Hosting;

/// <summary>
/// What a state machine tells a worker about a job, besides the input. Every definition builds it (here in JSONPath mode):
/// <code>
/// {
///   "job": {
///     "execution.$": "$$.Execution.Id",
///     "state.$": "$$.State.Name",
///     "entered.$": "$$.State.EnteredTime",
///     "attempt.$": "$$.State.RetryCount",
///     "mapPath.$": "$.mapPath",
///     "heartbeatSeconds": 60,
///     "traceparent.$": "$.traceparent"
///   },
///   "taskToken.$": "$$.Task.Token",
///   "input.$": "$.claim"
/// }
/// </code>
/// </summary>
/// <remarks>
/// <para><c>input</c> is required; of <c>job</c>, every key is optional, and a key that is <c>null</c> counts as absent. Unknown keys are ignored.</para>
/// <para>
/// An input without <c>job</c> (or without <c>input</c>) is a bare input: it goes to the handler whole, and nothing is known of where it
/// comes from. A bare input with a <c>taskToken</c> string at its top still reports to Step Functions.
/// </para>
/// <para>
/// EventBridge wraps what it delivers: of an event (an object with <c>detail-type</c> and <c>detail</c>) whose <c>detail</c> is an envelope, or
/// has a <c>taskToken</c> string at its top, the detail is read. Any other event is a bare input: the handler gets it whole.
/// </para>
/// <para>
/// <c>"replyTo": {"queueUrl": "https://…", "jobId": "…"}</c> beside <c>job</c> names a reply queue: progress goes there, and, where there is
/// no task token, the
/// response too (see <see cref="JobContext.Progress"/>).
/// </para>
/// <para>Activities carry no <c>taskToken</c>: AWS hands the token out beside the input.</para>
/// </remarks>
public sealed class JobEnvelope
{
    /// <summary>The execution's ARN (<c>$$.Execution.Id</c>).</summary>
    public string? Execution { get; init; }

    /// <summary>The state's name (<c>$$.State.Name</c>).</summary>
    public string? State { get; init; }

    /// <summary>When the state was entered (<c>$$.State.EnteredTime</c>), as Step Functions wrote it. The same for every attempt.</summary>
    public string? Entered { get; init; }

    /// <summary>How often the state was retried before (<c>$$.State.RetryCount</c>): 0 for the first attempt.</summary>
    public int? Attempt { get; init; }

    /// <summary>
    /// Which iteration of which Map the state runs in, for example <c>3</c> or <c>0/12</c>; passed through the Map's ItemSelector. Text as it is;
    /// any other JSON value as its JSON text.
    /// </summary>
    public string? MapPath { get; init; }

    /// <summary>The state's HeartbeatSeconds. Wins over the source's setting, because it comes from the state machine itself.</summary>
    public int? HeartbeatSeconds { get; init; }

    /// <summary>The W3C trace context under which the job's span is placed. Empty or a trace of zeros counts as absent.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Whether the input came without an envelope.</summary>
    public bool IsBare { get; init; }

    /// <summary>The input: JSON text in UTF-8, a slice of what arrived; with payloads, what its references stood for (see <c>AddPayloads</c>).</summary>
    public ReadOnlyMemory<byte> Input
    {
        get => Resolved ?? field;
        init;
    }

    /// <summary>The input with payloads in the place of its references, once they were read.</summary>
    internal ReadOnlyMemory<byte>? Resolved { get; set; }

    /// <summary>Where the input stands in what arrived, as a JSONPath.</summary>
    internal string InputPath { get; init; } = "$";

    // A secret: readable by the runtime only, so that it cannot end up in a handler's log by accident.
    internal string? TaskToken { get; init; }

    internal ReplyAddress? ReplyTo { get; init; }

    /// <summary>
    /// Names the job, the same for each attempt and each delivery: the SHA-256 of execution, state, entered and mapPath in hexadecimal.
    /// <see langword="null"/> when the envelope does not tell the execution and the state.
    /// </summary>
    /// <remarks>
    /// Computed over the four in UTF-8 as netstrings (<c>length:bytes,</c>), an absent one being empty, so that other languages can do the same.
    /// </remarks>
    public string? IdempotencyKey => field ??= Jobs.IdempotencyKey.Derive(this);

    /// <summary>Reads an envelope, or a bare input.</summary>
    /// <param name="utf8">The JSON text in UTF-8. <see cref="Input"/> is a slice of it: do not reuse the memory.</param>
    /// <exception cref="JsonException">It is not JSON, or a key of the envelope has the wrong type; the message names the key.</exception>
    public static JobEnvelope Parse(ReadOnlyMemory<byte> utf8) =>
        Jobs.EnvelopeReader.Read(utf8, out var envelope) is { } problem ? throw new JsonException(problem) : envelope;
}
