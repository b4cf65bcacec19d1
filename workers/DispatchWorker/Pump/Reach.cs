namespace DispatchWorker.Pump;

/// <summary>
/// Whether this dispatcher's last call of Step Functions was answered. One that has lost its network may still reach the vault, and would claim
/// heartbeats and reports that it cannot make: it lets the other dispatchers go first.
/// </summary>
internal sealed class Reach
{
    private static readonly TimeSpan LongestCourtesy = TimeSpan.FromSeconds(2);

    private volatile bool _isLost;

    /// <summary>A call was answered, whatever the answer.</summary>
    public void Found() => _isLost = false;

    /// <summary>A call was not answered.</summary>
    public void Lost() => _isLost = true;

    /// <summary>How long to leave a step that is due to others.</summary>
    /// <param name="interval">How often such a step is due.</param>
    public TimeSpan Courtesy(TimeSpan interval) =>
        !_isLost ? TimeSpan.Zero
        : interval / 4 < LongestCourtesy ? interval / 4
        : LongestCourtesy;
}
