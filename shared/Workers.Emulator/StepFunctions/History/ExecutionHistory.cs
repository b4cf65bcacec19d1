using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>The events of one execution. One thread at a time appends; any may read.</summary>
internal sealed class ExecutionHistory(TimeProvider timeProvider)
{
    /// <summary>How many events an execution may have, the last one included.</summary>
    public const int Limit = 25_000;

    private readonly Lock _gate = new();
    private HistoryEvent[] _events = new HistoryEvent[8];
    private int _count;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Whether only the event that ends the execution still fits.</summary>
    public bool IsFull => Count >= Limit - 1;

    /// <summary>Appends an event and returns its id.</summary>
    public int Add(HistoryEvent entry, int previousEventId)
    {
        entry.PreviousEventId = previousEventId;
        entry.Timestamp = timeProvider.Now();
        lock (_gate)
        {
            if (_count == _events.Length)
            {
                Array.Resize(ref _events, _count * 2);
            }

            _events[_count++] = entry;
            return _count;
        }
    }

    /// <summary>Gives back the room for events that will not come.</summary>
    public void Trim()
    {
        lock (_gate)
        {
            Array.Resize(ref _events, _count);
        }
    }

    /// <summary>Writes a page of events.</summary>
    /// <returns>How many events there are in all.</returns>
    public int WriteEvents(Utf8JsonWriter writer, int start, int size, bool isReversed, bool includeData)
    {
        HistoryEvent[] events;
        int count;
        lock (_gate)
        {
            events = _events;
            count = _count;
        }

        for (var i = start; i < Math.Min(count, start + size); i++)
        {
            var index = isReversed ? count - 1 - i : i;
            events[index].WriteTo(writer, index + 1, includeData);
        }

        return count;
    }
}
