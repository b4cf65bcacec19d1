namespace LocalFleet.Checks;

/// <summary>How an execution must end, told by the data alone.</summary>
/// <param name="Error">The error's name when it must fail; <see langword="null"/> when it must succeed.</param>
/// <param name="Amount">What must be paid, in US dollars; 0 for nothing.</param>
/// <param name="Band">The tariff's band; <see langword="null"/> when it must fail.</param>
internal sealed record ExpectedOutcome(string? Error, int Amount, string? Band)
{
    /// <summary>Whether a manager refuses what the tariff would pay.</summary>
    public bool IsRefused { get; init; }
}
