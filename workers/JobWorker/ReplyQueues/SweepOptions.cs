using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Workers.Hosting;

namespace JobWorker.ReplyQueues;

/// <summary>Whether and how reply queues are removed that ended executions have left behind: section <c>ReplyQueues</c>.</summary>
internal sealed partial record SweepOptions
{
    private const int Hour = 3600;

    /// <summary>What the reply queues' names begin with: the pattern's <c>reply_queue_prefix</c>. Without it nothing is swept.</summary>
    public string? Prefix { get; init; }

    /// <summary>
    /// How long an execution has to have ended. A redrive of an execution that was stopped goes on with its reply queue, if it comes before.
    /// </summary>
    /// <value>60 to 1,209,600 seconds (14 days, when a redrive is not possible any more). Default: an hour.</value>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(Hour);

    /// <summary>How often this worker sweeps, a fifth more or less.</summary>
    /// <value>60 to 604,800 seconds. Default: an hour.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(Hour);

    /// <exception cref="WorkerConfigurationException">A setting is wrong.</exception>
    public static SweepOptions Read(IConfiguration configuration)
    {
        var prefix = configuration["ReplyQueues:SweepPrefix"];
        if (prefix is { Length: > 0 } && !QueueNamePrefix().IsMatch(prefix))
        {
            throw new WorkerConfigurationException(
                $"ReplyQueues:SweepPrefix (environment variable ReplyQueues__SweepPrefix) is '{prefix}': give what the reply queues' names begin with, 1 to 44 letters, digits, - and _, or nothing to sweep nothing."
            );
        }

        return new SweepOptions
        {
            Prefix = prefix is { Length: > 0 } ? prefix : null,
            Grace = Seconds(configuration, "SweepGraceSeconds", 1_209_600),
            Interval = Seconds(configuration, "SweepIntervalSeconds", 604_800),
        };
    }

    private static TimeSpan Seconds(IConfiguration configuration, string name, int most)
    {
        var text = configuration[$"ReplyQueues:{name}"];
        return text is null or "" ? TimeSpan.FromSeconds(Hour)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds >= 60 && seconds <= most
                ? TimeSpan.FromSeconds(seconds)
            : throw new WorkerConfigurationException(
                $"ReplyQueues:{name} (environment variable ReplyQueues__{name}) is '{text}': give 60 to {most} seconds."
            );
    }

    // An id of 36 characters follows, and SQS takes 80 in all.
    [GeneratedRegex("^[A-Za-z0-9_-]{1,44}$", RegexOptions.NonBacktracking)]
    private static partial Regex QueueNamePrefix();
}
