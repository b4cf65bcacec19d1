namespace LocalFleet.Failures;

/// <summary>Picks every so manieth thing, the first one included, so that a small run has failures as well.</summary>
/// <param name="interval">Every how manieth.</param>
internal sealed class EveryNth(int interval)
{
    private int _count = -1;

    /// <summary>Whether it is this one's turn.</summary>
    public bool Next() => Interlocked.Increment(ref _count) % interval == 0;
}
