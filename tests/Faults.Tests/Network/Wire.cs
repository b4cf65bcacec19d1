using System.Text.Json;
using Faults.Tests.Runs;
using Faults.Tests.Schedules;

namespace Faults.Tests.Network;

/// <summary>Watches what one worker says to AWS after it was told that a job is done with.</summary>
internal sealed class Wire(int number, Diary diary)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _deliveries = new(StringComparer.Ordinal);

    /// <summary>Tells this worker from its predecessors.</summary>
    public int Number => number;

    /// <summary>While the worker is off the network, an answer is none.</summary>
    public bool IsPartitioned { get; set; }

    public void Sending(string operation, string body)
    {
        lock (_lock)
        {
            if (operation is "SendTaskHeartbeat")
            {
                Expect(!IsReported(Text(body, "taskToken")), $"worker {number} sent a heartbeat after its report was accepted");
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

    // A second delivery of the same token has a lease of its own, which finds out by its heartbeat that the task is closed.
    private bool IsReported(string? token) => token is not null && _reported.Contains(token) && _deliveries.GetValueOrDefault(token) <= 1;

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
