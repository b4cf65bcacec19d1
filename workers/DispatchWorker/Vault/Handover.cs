using System.Text.Json.Serialization;
using Workers.Hosting;

namespace DispatchWorker.Vault;

/// <summary>How far a hand-over has come.</summary>
internal enum HandoverStage
{
    /// <summary>The processor has not taken it yet.</summary>
    Sending,

    /// <summary>The processor works.</summary>
    Waiting,

    /// <summary>The outcome is known and Step Functions is not told yet.</summary>
    Reporting,

    /// <summary>Nothing is left to do.</summary>
    Done,
}

/// <summary>What Step Functions said to the outcome.</summary>
internal enum ReportResult
{
    /// <summary>It was not told yet.</summary>
    None,

    /// <summary>It took it.</summary>
    Accepted,

    /// <summary>It says that the task is over, after an attempt that may have gone through.</summary>
    Unconfirmed,

    /// <summary>The task had timed out, or was closed otherwise.</summary>
    Closed,

    /// <summary>It refused the failure, and always will: the state's time-out takes over.</summary>
    Refused,
}

/// <summary>How a job ended. The output of a success is a record of its own.</summary>
internal sealed record Outcome
{
    // Step Functions' limit, in characters.
    private const int LongestCause = 32_768;

    /// <summary>Whether it succeeded.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>The error's name, when it failed.</summary>
    public string? Error { get; init; }

    /// <summary>What happened, when it failed.</summary>
    public string? Cause { get; init; }

    /// <summary>SHA-256 of what the processor sent, in hexadecimal: tells the same call from another one. Empty for the dispatcher's own verdict.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Whether the dispatcher decided it, because the processor did not.</summary>
    public bool ByDispatcher { get; init; }

    /// <summary>Why Step Functions refused the output of a success: the task is failed as <c>Worker.InvalidOutput</c> for it.</summary>
    public string? Refusal { get; init; }

    /// <summary>The error that the task is failed with; <see langword="null"/> when it succeeds.</summary>
    [JsonIgnore]
    public string? TaskError =>
        Refusal is not null ? WorkerErrors.InvalidOutput
        : Succeeded ? null
        : Error;

    /// <summary>The cause that the task is failed with.</summary>
    [JsonIgnore]
    public string? TaskCause => Refusal is null ? Cause : CutCause($"Step Functions refused the output: {Refusal}");

    /// <summary>Cuts a cause to what Step Functions takes.</summary>
    public static string CutCause(string cause) =>
        cause.Length <= LongestCause
            ? cause
            // Half a surrogate pair would not be valid UTF-8.
            : cause[..(char.IsHighSurrogate(cause[LongestCause - 1]) ? LongestCause - 1 : LongestCause)];
}

/// <summary>A task that was taken from its activity: what the token vault keeps under an opaque id.</summary>
internal sealed record Handover
{
    /// <summary>The opaque id: 128 random bits in hexadecimal. All that a processor ever sees of the token.</summary>
    public required string Id { get; init; }

    /// <summary>Which activity.</summary>
    public required string Activity { get; init; }

    /// <summary>The task's token: a secret.</summary>
    public required string TaskToken { get; init; }

    /// <summary>The job's idempotency key; <see langword="null"/> for an input without an envelope.</summary>
    public string? JobKey { get; init; }

    /// <summary>The execution's ARN.</summary>
    public string? Execution { get; init; }

    /// <summary>The state's name.</summary>
    public string? State { get; init; }

    /// <summary>How often the state was retried before.</summary>
    public int Attempt { get; init; }

    /// <summary>The trace to continue.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The state's HeartbeatSeconds; 0 for none.</summary>
    public double HeartbeatSeconds { get; init; }

    /// <summary>When the task was taken.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>When the processor must have answered.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>When the next hand-over or report is due.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>When the next heartbeat is due; <see langword="null"/> when the state has no heartbeat.</summary>
    public DateTimeOffset? NextBeat { get; init; }

    /// <summary>The processor's last sign of life.</summary>
    public DateTimeOffset? Alive { get; init; }

    /// <summary>How far it has come.</summary>
    public HandoverStage Stage { get; init; }

    /// <summary>How many hand-overs were tried.</summary>
    public int Deliveries { get; init; }

    /// <summary>How many reports were tried.</summary>
    public int Reports { get; init; }

    /// <summary>Whether a report may have gone through although no answer came.</summary>
    public bool UncertainReport { get; init; }

    /// <summary>Why the last hand-over or report failed.</summary>
    public string? Problem { get; init; }

    /// <summary>How the job ended.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>What Step Functions said to it.</summary>
    public ReportResult Report { get; init; }

    // The generated text would show the token.
    public override string ToString() => $"hand-over {Id}";
}
