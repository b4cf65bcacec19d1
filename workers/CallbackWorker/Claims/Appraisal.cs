namespace CallbackWorker.Claims;

/// <summary>What a claim is worth: as much of it as the letter tells.</summary>
internal sealed record Appraisal
{
    /// <summary>The claim's id.</summary>
    public required string ClaimId { get; init; }

    /// <summary>Whether anything is paid.</summary>
    public required bool Payable { get; init; }

    /// <summary>What is paid, in whole units of <see cref="Currency"/>.</summary>
    public required int Amount { get; init; }

    /// <summary>The currency's ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Why it is paid or not, as the end of a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>When the flight departed, local time, <c>yyyy/MM/dd HH:mm</c>.</summary>
    public required string Date { get; init; }

    /// <summary>The airport of departure, for people.</summary>
    public required string From { get; init; }

    /// <summary>The airport of arrival, for people.</summary>
    public required string To { get; init; }
}
