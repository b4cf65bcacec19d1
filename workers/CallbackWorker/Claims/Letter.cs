namespace CallbackWorker.Claims;

/// <summary>The letter that answers a claim.</summary>
internal sealed record Letter
{
    /// <summary>The claim's id.</summary>
    public required string ClaimId { get; init; }

    /// <summary>The letter's id: the same whenever the same job is done again, so that a second copy is known for one.</summary>
    public required string LetterId { get; init; }

    /// <summary>What it is about.</summary>
    public required string Subject { get; init; }

    /// <summary>Its text.</summary>
    public required string Text { get; init; }

    /// <summary>SHA-256 of the text in UTF-8, in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }
}
