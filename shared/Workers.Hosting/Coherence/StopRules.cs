namespace Workers.Hosting.Coherence;

/// <summary>What the worker gives a stop, against what its surroundings give it.</summary>
internal static class StopRules
{
    /// <summary>What the process takes after its budget at most, to end in its own way.</summary>
    private const int Margin = 5;

    // ECS's limit for stopTimeout on Fargate, and its default everywhere.
    private const int LongestOnFargate = 120;
    private const int DefaultStopTimeout = 30;

    private const string Budget = "Shutdown:BudgetSeconds";
    private const string StopTimeout = "Shutdown:StopTimeoutSeconds";

    public static IEnumerable<Clash> Check(StopFacts stop)
    {
        var budget = stop.Budget.TotalSeconds;
        if (stop.StopTimeoutSeconds is { } killed && budget + Margin > killed)
        {
            yield return Clash.Error(
                $"{Budget} is {budget} and {StopTimeout} is {killed}: the worker is killed before it has returned its jobs, and what it did not return waits for its timeouts. "
                    + $"Raise stopTimeout in the task definition (and {StopTimeout} with it) to {budget + Margin} or more, or set {Budget} to {Math.Max(1, killed - Margin)} or less."
            );
        }
        else if (stop.IsOnFargate && budget + Margin > LongestOnFargate)
        {
            yield return Clash.Error(
                $"{Budget} is {budget} and Fargate's longest stopTimeout {LongestOnFargate} s: the worker is killed before it has returned its jobs, and what it did not return waits for its timeouts. "
                    + $"Set {Budget} to {LongestOnFargate - Margin} or less."
            );
        }
        else if (stop.IsOnEcs && stop.StopTimeoutSeconds is null && budget + Margin > DefaultStopTimeout)
        {
            yield return Clash.Warning(
                $"{Budget} is {budget} and {StopTimeout} is not set: if the task definition has no stopTimeout of {budget + Margin} s or more, ECS kills the worker after {DefaultStopTimeout} s. "
                    + $"Set stopTimeout there, and {StopTimeout} to the same value, so that it is checked."
            );
        }

        if (stop.HostTimeout < stop.Budget)
        {
            yield return Clash.Error(
                $"{Budget} is {budget} and HostOptions.ShutdownTimeout {stop.HostTimeout.TotalSeconds} s: the host cuts the stop off. "
                    + $"Leave HostOptions.ShutdownTimeout alone, or set it to {budget + Margin} s or more."
            );
        }
    }

    /// <summary>Whether open polls of a source can be awaited.</summary>
    /// <param name="stop">The stop.</param>
    /// <param name="poll">Names the source's polls, for example <c>polls of Activities:appraise-claim last up to</c>.</param>
    /// <param name="seconds">How long they last.</param>
    /// <param name="loss">What comes of it.</param>
    public static IEnumerable<Clash> CheckPoll(StopFacts stop, string poll, int seconds, string loss)
    {
        if (stop.PollTime < TimeSpan.FromSeconds(seconds))
        {
            yield return Clash.Warning(
                $"{Budget} is {stop.Budget.TotalSeconds} and {poll} {seconds} s: a stop cannot wait for the open ones. {loss} "
                    + $"Set {Budget} to {seconds + 16} or more."
            );
        }
    }

    /// <summary>Whether jobs of a source outlast a stop, and nothing prevents it.</summary>
    public static IEnumerable<Clash> CheckJobs(StopFacts stop, string section, int? maxDurationSeconds)
    {
        if (stop.IsOnEcs && !stop.IsProtected && maxDurationSeconds > stop.JobTime.TotalSeconds)
        {
            yield return Clash.Warning(
                $"{section}:MaxDurationSeconds is {maxDurationSeconds} and TaskProtection:Enabled false: a stop leaves {stop.JobTime.TotalSeconds:0.#} s to jobs, so every deployment ends long ones, which are then run again. "
                    + "Set TaskProtection:Enabled to true, or let the handler save its progress."
            );
        }
    }
}
