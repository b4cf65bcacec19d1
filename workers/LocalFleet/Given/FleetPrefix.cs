using LocalFleet.Statistics;

namespace LocalFleet.Given;

/// <summary>Takes the prefix that a fleet's names have in common off the counters, so that they read as those of a run of its own.</summary>
internal static class FleetPrefix
{
    private const string DeadLetters = "-dead";

    /// <summary>Takes it off. What does not begin with it belongs to somebody else and is left out.</summary>
    public static EmulatorStatistics Without(string prefix, EmulatorStatistics reading) =>
        prefix.Length == 0
            ? reading
            : reading with
            {
                Activities = Without(prefix, reading.Activities),
                Callbacks = Without(prefix, reading.Callbacks),
                Queues = Without(prefix, reading.Queues).ToDictionary(queue => QueueName(queue.Key), queue => queue.Value),
                Executions = Without(prefix, reading.Executions),
                Tasks = Without(prefix, reading.Tasks),
                TaskProcesses = Without(prefix, reading.TaskProcesses),
            };

    private static Dictionary<string, T> Without<T>(string prefix, Dictionary<string, T> values) =>
        values
            .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);

    // The job-queue module's name for it.
    private static string QueueName(string name) =>
        name.EndsWith(DeadLetters, StringComparison.Ordinal) ? FleetNames.Queues.DeadLettersOf(name[..^DeadLetters.Length]) : name;
}
