using Workers.Hosting.Queues;

namespace Workers.Hosting.Coherence;

/// <summary>A queue's settings, against each other and against its attributes.</summary>
/// <param name="section">The source's section of the settings, for example <c>Queues:write-letter</c>.</param>
/// <param name="options">The source's settings.</param>
/// <param name="queue">The queue's attributes; <see langword="null"/> when they cannot be read.</param>
internal sealed class QueueRules(string section, QueueOptions options, QueueFacts? queue)
{
    // Below this there is no time for a second attempt to extend it.
    private const int ShortestVisibility = 5;

    // What SQS allows from the receive on, however often it is extended.
    private const int LongestVisibility = 43_200;

    // Above this, a dead worker's message stays away for longer than most executions should wait.
    private const int LongVisibility = 900;

    // One for a deployment, one for a crash, one that counts.
    private const int FewReceives = 3;

    private readonly int? _visibility = options.VisibilityTimeoutSeconds ?? (queue?.VisibilityTimeout is > 0 and var own ? own : null);

    /// <summary>The rules for a queue of jobs.</summary>
    public IEnumerable<Clash> Check() => [.. Visibility(), .. Heartbeat(), .. Outage(), .. Duration(), .. Redrive(), .. Retention()];

    /// <summary>The rules for a dead-letter queue, whose messages are settled one by one and at once.</summary>
    public IEnumerable<Clash> CheckDeadLetters()
    {
        if (queue is { HasRedrivePolicy: true })
        {
            yield return Clash.Warning(
                $"{section} receives from a dead-letter queue and {Named("redrive policy", queue.MaxReceiveCount)}: a message that cannot be settled yet is moved on, to where nobody looks. "
                    + "Take the RedrivePolicy away from the dead-letter queue."
            );
        }
    }

    private IEnumerable<Clash> Visibility()
    {
        if (options.VisibilityTimeoutSeconds is null && _visibility < ShortestVisibility)
        {
            yield return Clash.Error(
                $"{section}:VisibilityTimeoutSeconds is not set and {Named("VisibilityTimeout", _visibility)} s: it cannot be extended in time, so every message is delivered again while its job runs. "
                    + $"Raise the attribute, or set {section}:VisibilityTimeoutSeconds to {ShortestVisibility} or more (120 is usual)."
            );
        }

        if (_visibility > LongVisibility)
        {
            yield return Clash.Warning(
                $"{VisibilityName} {_visibility} s, although it is extended while a job runs: a dead worker's message stays away for all of it. "
                    + $"Set {section}:VisibilityTimeoutSeconds to some 90 to 300, however long the jobs."
            );
        }
    }

    // The heartbeat of a queue-fed state is the backstop: it covers the wait in the queue, and what visibility does not notice.
    private IEnumerable<Clash> Heartbeat()
    {
        if (options.HeartbeatSeconds <= Asked)
        {
            yield return Clash.Error(
                $"{section}:HeartbeatSeconds is {options.HeartbeatSeconds} and {VisibilityName} {Asked} s: when a worker dies, the task times out before its message comes back, so that it is never done by another worker. "
                    + $"Raise HeartbeatSeconds above {Asked}, in the state machine and here (it also has to cover the wait in the queue), or set {section}:VisibilityTimeoutSeconds below {options.HeartbeatSeconds}."
            );
        }
    }

    // What is too short to be extended at all is told apart.
    private IEnumerable<Clash> Outage() =>
        [
            .. LeaseRules.CheckHeartbeat(section, options.HeartbeatSeconds),
            .. Asked < ShortestVisibility ? [] : LeaseRules.CheckVisibility(section, VisibilityName, Asked),
        ];

    private IEnumerable<Clash> Duration()
    {
        if (options.MaxDurationSeconds > LongestVisibility)
        {
            yield return Clash.Error(
                $"{section}:MaxDurationSeconds is {options.MaxDurationSeconds} and SQS keeps no message invisible for more than {LongestVisibility} s: a longer job's message comes back while it runs. "
                    + "Let an activity hand out such jobs, or cut them up."
            );
        }
    }

    private IEnumerable<Clash> Redrive()
    {
        if (queue is { HasRedrivePolicy: false })
        {
            yield return Clash.Warning(
                $"{section} receives from a queue without a redrive policy: a message that ends its worker, or that cannot be read, comes back for as long as the queue keeps it. "
                    + $"Give the queue a RedrivePolicy with a dead-letter queue and a maxReceiveCount of {FewReceives} or more, and a worker that handles it (DeadLetters:<name>)."
            );
        }
        else if (queue?.MaxReceiveCount is 1)
        {
            yield return Clash.Error(
                $"{section} returns its messages when a worker stops and {Named("maxReceiveCount", 1)}: a deployment, or an answer that is lost on its way, uses up the only receive, and the job is given up. "
                    + $"Set maxReceiveCount to {FewReceives} or more."
            );
        }
        else if (queue?.MaxReceiveCount < FewReceives)
        {
            yield return Clash.Warning(
                $"{section} returns its messages when a worker stops and {Named("maxReceiveCount", queue.MaxReceiveCount)}: a deployment and a crash give a job up that nothing is wrong with. "
                    + $"Set maxReceiveCount to {FewReceives} or more."
            );
        }
    }

    private IEnumerable<Clash> Retention()
    {
        if (queue?.RetentionPeriod is not { } retention || _visibility is not { } visibility)
        {
            yield break;
        }

        if (retention <= visibility)
        {
            yield return Clash.Error(
                $"{VisibilityName} {visibility} s and {Named("MessageRetentionPeriod", retention)} s: a message whose worker died is deleted by SQS before it comes back. "
                    + $"Raise MessageRetentionPeriod (4 days are usual), or set {section}:VisibilityTimeoutSeconds lower."
            );
        }
        else if (queue.MaxReceiveCount is { } receives && retention <= (long)receives * visibility)
        {
            yield return Clash.Warning(
                $"{VisibilityName} {visibility} s, {Named("maxReceiveCount", receives)} and MessageRetentionPeriod {retention} s: a message whose workers die is deleted by SQS before it gets to the dead-letter queue. "
                    + "Raise MessageRetentionPeriod (4 days are usual)."
            );
        }
    }

    // What receives ask for, whether the queue's attributes are known or not.
    private int Asked => _visibility ?? QueueLookup.DefaultVisibilitySeconds;

    private string VisibilityName =>
        options.VisibilityTimeoutSeconds is not null ? $"{section}:VisibilityTimeoutSeconds is"
        : _visibility is not null ? "the queue's VisibilityTimeout is"
        : $"{section}:VisibilityTimeoutSeconds is not set and the visibility timeout that is asked for is";

    private static string Named(string attribute, int? value) => $"the queue's {attribute} is {value}";
}
