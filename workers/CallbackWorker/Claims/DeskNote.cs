namespace CallbackWorker.Claims;

/// <summary>What the customer desk has in front of it when the passenger calls.</summary>
internal sealed record DeskNote
{
    /// <summary>The claim's id.</summary>
    public required string ClaimId { get; init; }

    /// <summary>The note's id: the same whenever the same job is done again, so that the desk shows it once.</summary>
    public required string NoteId { get; init; }

    /// <summary>What to say, in one line.</summary>
    public required string Headline { get; init; }

    /// <summary>Whether the passenger is likely to call back, and the note belongs on top.</summary>
    public required bool ExpectCall { get; init; }
}
