using LocalFleet.Claims;

namespace LocalFleet.Outside;

/// <summary>The claims that the payment provider declines to pay. A fleet that runs on is sent a claim again under its id and a suffix.</summary>
internal sealed class ClosedAccounts
{
    private readonly IReadOnlyList<string> _claimIds;

    private ClosedAccounts(IReadOnlyList<string> claimIds) => _claimIds = claimIds;

    /// <summary>Those among these claims.</summary>
    public static ClosedAccounts Of(IEnumerable<Claim> claims) =>
        new([.. claims.Where(claim => claim.ClosedAccount).Select(claim => claim.ClaimId)]);

    /// <summary>Whether a claim is one of them.</summary>
    public bool Contains(string claimId) =>
        _claimIds.Any(closed => claimId == closed || claimId.StartsWith(closed + "-", StringComparison.Ordinal));
}
