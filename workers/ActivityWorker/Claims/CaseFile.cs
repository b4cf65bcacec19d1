using ActivityWorker.Records;

namespace ActivityWorker.Claims;

/// <summary>A claim with all that is on record for it.</summary>
internal sealed record CaseFile
{
    /// <summary>The claim.</summary>
    public required Claim Claim { get; init; }

    /// <summary>What is on record.</summary>
    public required ClaimRecords Records { get; init; }
}
