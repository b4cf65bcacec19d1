using ApprovalWorker.Requests;

namespace ApprovalWorker.Decisions;

/// <summary>Puts into the audit trail that somebody wanted to decide who may not.</summary>
internal static class RefusalRecord
{
    // A record has a size: whoever tries again and again must not fill it up, or nobody could decide any more.
    private const int MaxEntries = 20;

    /// <summary>The request with the refusal, or <see langword="null"/> when the same is on record already, or the request is closed.</summary>
    public static ApprovalRequest? Add(ApprovalRequest request, DecideResult reason, DecisionWish wish, DateTimeOffset now)
    {
        var what =
            $"Refused to {(wish.Approve ? "approve" : "reject")}: {(reason is DecideResult.OwnRequest ? "own request" : "no approver")}";
        var refusals = request.History.Where(entry => entry.What.StartsWith("Refused to ", StringComparison.Ordinal)).ToList();
        return
            request.Status is not RequestStatus.Pending
            || refusals.Count >= MaxEntries
            || refusals.Exists(entry => entry.What == what && entry.By == wish.By.Name)
            ? null
            : request.With(new HistoryEntry(now, what, wish.By.Name, From: wish.From));
    }
}
