namespace ApprovalWorker.Requests;

/// <summary>What is known of one request for a decision. It is replaced as a whole, by whoever read its latest version.</summary>
/// <remarks>Only small things are in here, so that lists are cheap to read; the input has a record of its own.</remarks>
internal sealed record ApprovalRequest
{
    public required string Id { get; init; }

    /// <summary>The right to report to Step Functions; removed as soon as it is of no more use. It never leaves this process otherwise.</summary>
    public string? TaskToken { get; init; }

    public required string Title { get; init; }

    public string? Execution { get; init; }

    public string? State { get; init; }

    /// <summary>The trace that the request belongs to, as W3C's <c>traceparent</c>.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Who has asked for it, if the input says so.</summary>
    public string? Requester { get; init; }

    public DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public RequestStatus Status { get; init; }

    public Decision? Decision { get; init; }

    /// <summary>How far the outcome has come on its way to Step Functions; <see langword="null"/> while there is none.</summary>
    public Delivery? Delivery { get; init; }

    /// <summary>Notifications that are still to be sent.</summary>
    public IReadOnlyList<Notice> Outbox { get; init; } = [];

    /// <summary>The links that were sent, so that each counts once.</summary>
    public IReadOnlyList<SentLink> Links { get; init; } = [];

    public int Reminders { get; init; }

    public DateTimeOffset? NextReminder { get; init; }

    /// <summary>The audit trail: entries are appended, never changed or removed.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    /// <summary>The request with one more entry in its audit trail.</summary>
    public ApprovalRequest With(HistoryEntry entry) => this with { History = [.. History, entry] };

    /// <summary>When somebody has to look at the request next, unless a person does before.</summary>
    public DateTimeOffset NextDue()
    {
        var due = DateTimeOffset.MaxValue;
        if (Status is RequestStatus.Pending)
        {
            due = Earlier(ExpiresAt, NextReminder ?? DateTimeOffset.MaxValue);
        }

        if (Delivery is { State: DeliveryState.Waiting } delivery)
        {
            due = Earlier(due, delivery.NextAt);
        }

        return Outbox.Aggregate(due, (earliest, notice) => Earlier(earliest, notice.NextAt));
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

/// <summary>What has become of a request.</summary>
internal enum RequestStatus
{
    /// <summary>Nobody has decided yet.</summary>
    Pending,

    /// <summary>Somebody said yes.</summary>
    Approved,

    /// <summary>Somebody said no.</summary>
    Rejected,

    /// <summary>Nobody decided in time.</summary>
    Expired,
}

/// <summary>Who decided what.</summary>
/// <param name="Approved">Yes or no.</param>
/// <param name="By">Who.</param>
/// <param name="Comment">Why; empty when nothing was said.</param>
/// <param name="At">When.</param>
internal sealed record Decision(bool Approved, string By, string Comment, DateTimeOffset At);

/// <summary>Whether Step Functions has taken an outcome.</summary>
internal enum DeliveryState
{
    /// <summary>Not yet; it is tried again.</summary>
    Waiting,

    /// <summary>Yes.</summary>
    Delivered,

    /// <summary>It does not wait for it any more.</summary>
    Gone,
}

/// <summary>An outcome on its way to Step Functions.</summary>
internal sealed record Delivery
{
    public DeliveryState State { get; init; }

    public int Attempts { get; init; }

    /// <summary>When to try next; while an attempt runs, when it must have ended.</summary>
    public DateTimeOffset NextAt { get; init; }

    /// <summary>Whether an earlier attempt may have gone through without an answer.</summary>
    public bool Uncertain { get; init; }

    public string? Problem { get; init; }
}

/// <summary>What a notification is about.</summary>
internal enum NoticeKind
{
    /// <summary>A request waits for a decision.</summary>
    Requested,

    /// <summary>It still does.</summary>
    Reminder,

    /// <summary>It was decided.</summary>
    Decided,

    /// <summary>Nobody decided in time.</summary>
    Expired,
}

/// <summary>Which way a notification goes.</summary>
internal enum NoticeChannel
{
    /// <summary>An event on an EventBridge bus.</summary>
    Event,

    /// <summary>A signed POST to a URL.</summary>
    Webhook,
}

/// <summary>A notification that is to be sent. Its id is the same at each attempt, so that receivers can tell repetitions.</summary>
internal sealed record Notice(
    string Id,
    NoticeKind Kind,
    NoticeChannel Channel,
    DateTimeOffset NextAt,
    string? LinkNonce = null,
    int Attempts = 0
);

/// <summary>A link that was sent: usable once, until it expires.</summary>
internal sealed record SentLink(string Nonce, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt = null);

/// <summary>One line of the audit trail.</summary>
/// <param name="At">When.</param>
/// <param name="What">What happened, for people.</param>
/// <param name="By">Who did it; <see langword="null"/> for the worker itself.</param>
/// <param name="Comment">What the person said.</param>
/// <param name="From">Where the person was: address and user agent.</param>
/// <param name="As">The entry of the list of approvers that gave the person the right.</param>
internal sealed record HistoryEntry(
    DateTimeOffset At,
    string What,
    string? By = null,
    string? Comment = null,
    string? From = null,
    string? As = null
);
