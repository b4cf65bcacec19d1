namespace Scaling.Metrics;

/// <summary>When SQS publishes a queue's metrics: not after six hours without a message or a call, and then only a quarter of an hour after the next one.</summary>
internal sealed class QueueActivity
{
    private const int SleepsAfterSeconds = 6 * 3600;
    private const int WakesAfterSeconds = 15 * 60;

    private int _lastActive;
    private int _publishesFrom;

    /// <summary>A second passes, in which the queue holds messages or is received from, or not.</summary>
    public void Pass(int now, bool isActive)
    {
        if (!isActive)
        {
            return;
        }

        if (now - _lastActive > SleepsAfterSeconds)
        {
            _publishesFrom = now + WakesAfterSeconds;
        }

        _lastActive = now;
    }

    /// <summary>Whether there are metrics now.</summary>
    public bool Publishes(int now) => now >= _publishesFrom && now - _lastActive <= SleepsAfterSeconds;
}
