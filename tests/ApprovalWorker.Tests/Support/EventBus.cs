using System.Text.Json.Nodes;
using Workers.Aws.EventBridge;

namespace ApprovalWorker.Tests.Support;

/// <summary>An event bus that keeps what it is given.</summary>
internal sealed class EventBus : IEventBridge
{
    private readonly Lock _gate = new();
    private readonly List<PutEventsEntry> _entries = [];

    public bool IsDown { get; set; }

    public IReadOnlyList<PutEventsEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    public IReadOnlyList<string> Kinds => [.. Entries.Select(entry => entry.DetailType)];

    public JsonNode Detail(int index) => JsonNode.Parse(Entries[index].Detail)!;

    public Task<PutEventsResponse> PutEventsAsync(PutEventsRequest request, CancellationToken cancellationToken = default)
    {
        if (IsDown)
        {
            return Task.FromResult(
                new PutEventsResponse { FailedEntryCount = 1, Entries = [new PutEventsResultEntry(null, "InternalFailure", "down")] }
            );
        }

        lock (_gate)
        {
            _entries.AddRange(request.Entries);
        }

        return Task.FromResult(new PutEventsResponse { Entries = [new PutEventsResultEntry("e-1")] });
    }
}
