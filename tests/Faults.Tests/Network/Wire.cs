using System.Text.Json;
using Faults.Tests.Runs;
using Faults.Tests.Schedules;

namespace Faults.Tests.Network;

/// <summary>Watches what one worker says to AWS of its jobs: how often it renews their leases, and what it says of those that are done with.</summary>
internal sealed class Wire(int number, TimeSpan heartbeat, Diary diary)
{
    // A beat is due when half of the timeout is left, a fifth of it earlier or later.
    private readonly TimeSpan _leastPause = heartbeat * 0.39;

    // Three attempts of ten seconds.
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(40);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _deliveries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _beats = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _dead = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _sent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reporting = new(StringComparer.Ordinal);
    private TimeSpan _partitioned = TimeSpan.MinValue / 2;

    /// <summary>Tells this worker from its predecessors.</summary>
    public int Number => number;

    /// <summary>While the worker is off the network, an answer is none.</summary>
    public bool IsPartitioned
    {
        get;
        set => (field, _partitioned) = (value, diary.Now);
    }

    public void Sending(string operation, string body)
    {
        lock (_lock)
        {
            if (operation is "SendTaskHeartbeat")
            {
                Beating(Text(body, "taskToken")!);
            }
            else if (operation is "SendTaskSuccess" or "SendTaskFailure")
            {
                Reporting(Text(body, "taskToken")!);
            }
            else if (operation is "ChangeMessageVisibility" or "ChangeMessageVisibilityBatch")
            {
                foreach (var handle in Handles(body))
                {
                    Expect(!_deleted.Contains(handle), $"worker {number} changed the visibility of a message that it had deleted");
                    Expect(
                        !(_tokens.TryGetValue(handle, out var token) && IsReported(token)),
                        $"worker {number} changed the visibility of a message after the report of its job was accepted"
                    );
                }
            }
        }
    }

    public void Refused(string operation, string request, string answer)
    {
        if (operation is not "SendTaskHeartbeat" || IsPartitioned || Text(answer, "__type") is not { } error)
        {
            return;
        }

        if (error.EndsWith("TaskTimedOut", StringComparison.Ordinal) || error.EndsWith("TaskDoesNotExist", StringComparison.Ordinal))
        {
            lock (_lock)
            {
                _dead.TryAdd(Text(request, "taskToken")!, diary.Now);
            }
        }
    }

    public void Met(string operation, FaultKind kind) => diary.Note($"worker {number}: {operation} meets {kind}");

    public void Answered(string operation, string request, string answer)
    {
        if (IsPartitioned)
        {
            return;
        }

        lock (_lock)
        {
            switch (operation)
            {
                case "GetActivityTask" when Text(answer, "taskToken") is { Length: > 0 } token:
                    Delivered(token);
                    break;
                case "ReceiveMessage":
                    Received(answer);
                    break;
                case "SendTaskHeartbeat":
                    _beats[Text(request, "taskToken")!] = _sent.GetValueOrDefault(Text(request, "taskToken")!);
                    break;
                case "SendTaskSuccess" or "SendTaskFailure":
                    _reported.Add(Text(request, "taskToken")!);
                    diary.Note($"worker {number}: {operation} is accepted");
                    break;
                case "DeleteMessage" or "DeleteMessageBatch":
                    _deleted.UnionWith(Handles(request));
                    break;
            }
        }
    }

    private void Beating(string token)
    {
        Expect(!IsReported(token), $"worker {number} sent a heartbeat after its report was accepted");
        Expect(!WasDead(token), $"worker {number} sent a heartbeat after it was told that the task is closed");
        Expect(
            !(_beats.TryGetValue(token, out var last) && IsAlone(token) && diary.Now - last < _leastPause),
            $"worker {number} sent two heartbeats within one interval"
        );
        _sent[token] = diary.Now;
    }

    private void Reporting(string token)
    {
        // A report that began before the lease was lost may be tried again within its call; what began while the worker was cut off is not seen.
        var mayHaveBegun = _reporting.Contains(token) || diary.Now - _partitioned < LongestCall;
        Expect(mayHaveBegun || !WasDead(token), $"worker {number} reported a job after it was told that the task is closed");
        _reporting.Add(token);
    }

    // What is sent at the very instant may have been on its way.
    private bool WasDead(string token) => _dead.TryGetValue(token, out var since) && IsAlone(token) && since < diary.Now;

    private bool IsAlone(string token) => _deliveries.GetValueOrDefault(token) <= 1;

    // A second delivery of the same token has a lease of its own, which finds out by its heartbeat that the task is closed.
    private bool IsReported(string? token) => token is not null && _reported.Contains(token) && IsAlone(token);

    private void Received(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        if (!document.RootElement.TryGetProperty("Messages", out var messages) || messages.ValueKind is not JsonValueKind.Array)
        {
            return;
        }

        foreach (var message in messages.EnumerateArray())
        {
            var token = Text(message.GetProperty("Body").GetString()!, "taskToken")!;
            _tokens[message.GetProperty("ReceiptHandle").GetString()!] = token;
            Delivered(token);
        }
    }

    private void Delivered(string token)
    {
        _deliveries[token] = _deliveries.GetValueOrDefault(token) + 1;
        diary.Note($"worker {number} is given a job");
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            diary.Violated(otherwise);
        }
    }

    private static string? Text(string json, string name)
    {
        using var document = JsonDocument.Parse(json.Length == 0 ? "{}" : json);
        return document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    private static List<string> Handles(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("Entries", out var entries)
            ? [.. entries.EnumerateArray().Select(entry => entry.GetProperty("ReceiptHandle").GetString()!)]
            : [document.RootElement.GetProperty("ReceiptHandle").GetString()!];
    }
}
