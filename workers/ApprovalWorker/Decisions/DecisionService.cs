using ApprovalWorker.Approvers;
using ApprovalWorker.Identity;
using ApprovalWorker.Notifications;
using ApprovalWorker.Requests;
using ApprovalWorker.Scheduling;
using ApprovalWorker.Settings;
using Microsoft.Extensions.Logging;

namespace ApprovalWorker.Decisions;

/// <summary>What became of an attempt to decide.</summary>
internal enum DecideResult
{
    /// <summary>The decision stands: this one, or the same one made before.</summary>
    Decided,

    /// <summary>There is no such request.</summary>
    NotFound,

    /// <summary>It was decided otherwise, or expired.</summary>
    Conflict,

    /// <summary>The link was used before, or belongs to another request.</summary>
    LinkUsed,

    /// <summary>The list of approvers does not name the person.</summary>
    NotApprover,

    /// <summary>The person has asked for it, and may not decide it.</summary>
    OwnRequest,

    /// <summary>A rejection needs a comment.</summary>
    CommentMissing,

    /// <summary>The comment is too long.</summary>
    CommentTooLong,
}

/// <summary>Somebody's wish to decide.</summary>
/// <param name="Approve">Yes or no.</param>
/// <param name="By">Who.</param>
/// <param name="Comment">Why.</param>
/// <param name="From">Where the person is: address and user agent.</param>
/// <param name="LinkNonce">The link that gives the right to decide; <see langword="null"/> for somebody who is signed in.</param>
internal sealed record DecisionWish(bool Approve, Person By, string Comment, string From, string? LinkNonce = null);

/// <summary>Decides requests: the first decision wins, and is on record before anything else is done with it.</summary>
internal sealed partial class DecisionService(
    RequestStore store,
    TaskReporter reporter,
    ApproverPolicy approvers,
    NoticeFactory notices,
    SweepSignal signal,
    ApprovalSettings settings,
    TimeProvider time,
    ILogger<DecisionService> logger
)
{
    /// <summary>The longest comment, in characters: a decision has to fit into an output, a cause and a record.</summary>
    public const int MaxComment = 2_000;

    // How long a person waits to see whether Step Functions took the decision; it is delivered in the background otherwise.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Decides a request.</summary>
    /// <returns>What became of it, and the request as it is then.</returns>
    public async Task<(DecideResult Result, ApprovalRequest? Request)> DecideAsync(
        string id,
        DecisionWish wish,
        CancellationToken cancellationToken
    )
    {
        var result = DecideResult.NotFound;
        var (request, changed) = await store.UpdateAsync(
            id,
            latest =>
            {
                result = Judge(latest, wish, out var right);
                return result switch
                {
                    DecideResult.Decided when latest!.Decision is null => Decide(latest, wish, right),
                    DecideResult.NotApprover or DecideResult.OwnRequest => RefusalRecord.Add(latest!, result, wish, time.GetUtcNow()),
                    _ => null,
                };
            },
            cancellationToken
        );
        if (result is DecideResult.NotApprover or DecideResult.OwnRequest)
        {
            LogRefused(id, wish.By.Name, result);
        }

        if (!changed || result is not DecideResult.Decided)
        {
            return (result, request);
        }

        LogDecided(id, wish.Approve ? "approved" : "rejected", wish.By.Name);

        // Before the sweep is woken, which would do the same without the person seeing how it ends.
        var delivering = reporter.DeliverAsync(id);
        signal.Wake();
        await Task.WhenAny(delivering, Task.Delay(Patience, time, CancellationToken.None));
        if (delivering.IsCompleted)
        {
            await delivering;
        }

        return (DecideResult.Decided, await store.GetAsync(id, cancellationToken) ?? request);
    }

    private DecideResult Judge(ApprovalRequest? request, DecisionWish wish, out string? right)
    {
        right = null;
        if (request is null)
        {
            return DecideResult.NotFound;
        }

        var link = wish.LinkNonce is { } nonce ? request.Links.FirstOrDefault(sent => sent.Nonce == nonce) : null;
        if (wish.LinkNonce is not null && link is null)
        {
            return DecideResult.LinkUsed;
        }

        var permission = approvers.Of(wish.By, request, hasLink: link is not null);
        if (!permission.IsGiven)
        {
            return permission.Refusal is Refusal.OwnRequest ? DecideResult.OwnRequest : DecideResult.NotApprover;
        }

        right = permission.Right;
        if (request.Decision is { } decision)
        {
            return decision.Approved == wish.Approve ? DecideResult.Decided : DecideResult.Conflict;
        }

        if (request.Status is not RequestStatus.Pending || request.ExpiresAt <= time.GetUtcNow())
        {
            return DecideResult.Conflict;
        }

        if (link is { UsedAt: not null })
        {
            return DecideResult.LinkUsed;
        }

        if (wish.Comment.Length > MaxComment)
        {
            return DecideResult.CommentTooLong;
        }

        return !wish.Approve && wish.Comment.Length == 0 && settings.Approvals.RejectionNeedsComment
            ? DecideResult.CommentMissing
            : DecideResult.Decided;
    }

    private ApprovalRequest Decide(ApprovalRequest request, DecisionWish wish, string? right)
    {
        var now = time.GetUtcNow();
        var decided = request with
        {
            Status = wish.Approve ? RequestStatus.Approved : RequestStatus.Rejected,
            Decision = new Decision(wish.Approve, wish.By.Name, wish.Comment, now),
            Delivery = new Delivery { NextAt = now },
            NextReminder = null,
            Links = [.. request.Links.Select(link => link.Nonce == wish.LinkNonce ? link with { UsedAt = now } : link)],

            // Nobody is to be called to a request that is decided.
            Outbox = [],
        };
        return notices
            .Add(decided, NoticeKind.Decided, now)
            .With(
                new HistoryEntry(
                    now,
                    (wish.Approve ? "Approved" : "Rejected") + (wish.LinkNonce is null ? "" : " through a link"),
                    wish.By.Name,
                    wish.Comment.Length == 0 ? null : wish.Comment,
                    wish.From,
                    right
                )
            );
    }

    [LoggerMessage(LogLevel.Information, "Request {Id} was {Decision} by {By}")]
    private partial void LogDecided(string id, string decision, string by);

    [LoggerMessage(LogLevel.Warning, "Request {Id}: {By} wanted to decide and may not ({Reason})")]
    private partial void LogRefused(string id, string by, DecideResult reason);
}
