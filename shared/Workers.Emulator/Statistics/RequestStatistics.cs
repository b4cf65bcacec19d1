using System.Collections.Concurrent;
using System.Text.Json;

namespace Workers.Emulator.Statistics;

/// <summary>How often each operation was called over the wire, and how many polls came back empty.</summary>
internal sealed class RequestStatistics
{
    private readonly ConcurrentDictionary<string, Counter> _requests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Counter> _emptyPolls = new(StringComparer.Ordinal);

    /// <summary>The counter of an operation's requests.</summary>
    /// <param name="target">The operation as in <c>X-Amz-Target</c>.</param>
    public Counter Counter(string target) => _requests.GetOrAdd(target, static _ => new Counter());

    /// <summary>Notes that a poll brought nothing.</summary>
    /// <param name="target">The operation as in <c>X-Amz-Target</c>, for example <c>AWSStepFunctions.GetActivityTask</c>.</param>
    public void CountEmptyPoll(string target) => _emptyPolls.GetOrAdd(target, static _ => new Counter()).Increment();

    public void WriteSections(Utf8JsonWriter writer)
    {
        WriteSection(writer, "requests", _requests);
        WriteSection(writer, "emptyPolls", _emptyPolls);
    }

    private static void WriteSection(Utf8JsonWriter writer, string name, ConcurrentDictionary<string, Counter> counters)
    {
        writer.WriteStartObject(name);
        foreach (var (target, counter) in counters.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (counter.Value > 0)
            {
                writer.WriteNumber(target, counter.Value);
            }
        }

        writer.WriteEndObject();
    }
}
