namespace ApprovalWorker.Identity;

/// <summary>Somebody who looks or decides, with what is known of them for certain.</summary>
/// <param name="Name">What pages and the audit trail call them.</param>
internal sealed record Person(string Name)
{
    /// <summary>What the identity provider calls them, for ever; <see langword="null"/> for somebody who is not signed in.</summary>
    public string? Subject { get; init; }

    /// <summary>Their e-mail address; <see langword="null"/> when there is none, or the identity provider says that it is not verified.</summary>
    public string? Email { get; init; }

    /// <summary>The groups that the identity provider puts them in.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
}
