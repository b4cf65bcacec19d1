namespace Workers.Aws.EventBridge;

/// <summary>Amazon EventBridge, as far as the fleet calls it.</summary>
public interface IEventBridge
{
    /// <summary>Sends up to ten events. Entries fail one by one: read <see cref="PutEventsResponse.FailedEntryCount"/>.</summary>
    Task<PutEventsResponse> PutEventsAsync(PutEventsRequest request, CancellationToken cancellationToken = default);
}

/// <summary>Sends events.</summary>
public sealed record PutEventsRequest
{
    /// <summary>The events, at most ten and at most 262,144 bytes together.</summary>
    public required IReadOnlyList<PutEventsEntry> Entries { get; init; }
}

/// <summary>One event.</summary>
public sealed record PutEventsEntry
{
    /// <summary>Who sends it.</summary>
    public required string Source { get; init; }

    /// <summary>What kind of event it is.</summary>
    public required string DetailType { get; init; }

    /// <summary>The event's content: a JSON object as text.</summary>
    public required string Detail { get; init; }

    /// <summary>The bus's name or ARN. AWS's default: <c>default</c>.</summary>
    public string? EventBusName { get; init; }

    /// <summary>ARNs the event is about.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>An X-Ray trace header.</summary>
    public string? TraceHeader { get; init; }
}

/// <summary>The outcome of sending events, in the order of the entries.</summary>
public sealed record PutEventsResponse
{
    /// <summary>How many entries failed.</summary>
    public int FailedEntryCount { get; init; }

    /// <summary>One result for each entry.</summary>
    public IReadOnlyList<PutEventsResultEntry>? Entries { get; init; }
}

/// <summary>The outcome of one event.</summary>
/// <param name="EventId">The event's id, when it was accepted.</param>
/// <param name="ErrorCode">The error's code, when it was not.</param>
/// <param name="ErrorMessage">What happened, when it was not.</param>
public sealed record PutEventsResultEntry(string? EventId = null, string? ErrorCode = null, string? ErrorMessage = null);
