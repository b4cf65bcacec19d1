using ApprovalWorker.Identity;
using ApprovalWorker.Requests;
using ApprovalWorker.Settings;

namespace ApprovalWorker.Approvers;

/// <summary>Why somebody may not decide a request.</summary>
internal enum Refusal
{
    /// <summary>They may.</summary>
    None,

    /// <summary>The list of approvers does not name them.</summary>
    NotApprover,

    /// <summary>It is their own request.</summary>
    OwnRequest,
}

/// <summary>Whether somebody may decide a request, and by which right.</summary>
/// <param name="Refusal">Why not.</param>
/// <param name="Right">The entry of the list that lets them; <see langword="null"/> when there is no list, or a link lets them.</param>
internal readonly record struct Permission(Refusal Refusal, string? Right = null)
{
    /// <summary>Whether they may.</summary>
    public bool IsGiven => Refusal is Refusal.None;
}

/// <summary>Decides who may decide.</summary>
internal sealed class ApproverPolicy(ApprovalSettings settings)
{
    /// <summary>Judges a person.</summary>
    /// <param name="person">Who it is.</param>
    /// <param name="request">The request.</param>
    /// <param name="hasLink">
    /// Whether they hold a link to the request. It stands for a place in the list, because it was sent to whoever is to decide; it does not
    /// make a request somebody else's.
    /// </param>
    public Permission Of(Person person, ApprovalRequest request, bool hasLink)
    {
        if (!settings.Approvals.RequesterMayDecide && IsRequester(person, request.Requester))
        {
            return new Permission(Refusal.OwnRequest);
        }

        if (settings.Approvers.IsOpen || hasLink)
        {
            return default;
        }

        return settings.Approvers.EntryOf(person) is { } entry ? new Permission(Refusal.None, entry) : new Permission(Refusal.NotApprover);
    }

    /// <summary>Why not, for people.</summary>
    public string Explain(Refusal refusal, Person person, ApprovalRequest request) =>
        refusal is Refusal.OwnRequest
            ? $"You are signed in as {person.Name}, and {request.Requester} has asked for this: somebody else has to decide."
            : $"You are signed in as {person.Name}, who is not among those who may decide: {string.Join(", ", settings.Approvers.Entries)}.";

    private static bool IsRequester(Person person, string? requester) =>
        requester is not null
        && (
            requester == person.Subject
            || requester.Equals(person.Email, StringComparison.OrdinalIgnoreCase)
            || requester.Equals(person.Name, StringComparison.OrdinalIgnoreCase)
        );
}
