using System.Collections.Concurrent;
using System.Text.Json;

namespace Workers.Emulator.Statistics;

/// <summary>How often each operation was called over the wire, and how many polls came back empty.</summary>
internal sealed class RequestStatistics
{
    private readonly ConcurrentDictionary<string, Counter> _requests = new(StringComparer.Ordinal);

    // A client that makes its user agent up anew for each request must not fill the memory.
    private const int MostUserAgents = 1000;

    private readonly ConcurrentDictionary<string, string?> _applications = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, Counter>> _callers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Counter> _emptyPolls = new(StringComparer.Ordinal);

    /// <summary>The counter of an operation's requests.</summary>
    /// <param name="target">The operation as in <c>X-Amz-Target</c>.</param>
    public Counter Counter(string target) => _requests.GetOrAdd(target, static _ => new Counter());

    /// <summary>Notes that a poll brought nothing.</summary>
    /// <param name="target">The operation as in <c>X-Amz-Target</c>, for example <c>AWSStepFunctions.GetActivityTask</c>.</param>
    public void CountEmptyPoll(string target) => _emptyPolls.GetOrAdd(target, static _ => new Counter()).Increment();

    /// <summary>Notes who called: the application that the client names in its user agent, as AWS's SDKs do (<c>app/NAME</c>).</summary>
    /// <param name="userAgent">The header <c>User-Agent</c>; one that names no application is not counted.</param>
    /// <param name="target">The operation as in <c>X-Amz-Target</c>.</param>
    public void CountCaller(string? userAgent, string? target)
    {
        if (userAgent is null || target is null || !_requests.ContainsKey(target))
        {
            return;
        }

        if (!_applications.TryGetValue(userAgent, out var application))
        {
            application = ApplicationOf(userAgent);
            if (_applications.Count < MostUserAgents)
            {
                _applications[userAgent] = application;
            }
        }

        if (application is not null)
        {
            _callers.GetOrAdd(application, static _ => new(StringComparer.Ordinal)).GetOrAdd(target, static _ => new Counter()).Increment();
        }
    }

    public void WriteSections(Utf8JsonWriter writer)
    {
        WriteSection(writer, "requests", _requests);
        WriteSection(writer, "emptyPolls", _emptyPolls);
        writer.WriteStartObject("requestsByApp");
        foreach (var (application, counters) in _callers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            WriteSection(writer, application, counters);
        }

        writer.WriteEndObject();
    }

    private static string? ApplicationOf(string userAgent)
    {
        const string Mark = "app/";
        foreach (var part in userAgent.Split(' '))
        {
            if (part.StartsWith(Mark, StringComparison.Ordinal) && part.Length > Mark.Length)
            {
                return part[Mark.Length..];
            }
        }

        return null;
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
