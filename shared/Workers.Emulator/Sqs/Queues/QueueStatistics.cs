using System.Text.Json;
using Workers.Emulator.Statistics;

namespace Workers.Emulator.Sqs.Queues;

/// <summary>What has happened in a queue since it was created.</summary>
internal sealed class QueueStatistics
{
    public Counter Sent { get; } = new();

    public Counter Received { get; } = new();

    public Counter Redelivered { get; } = new();

    public Counter Deleted { get; } = new();

    public Counter DeadLettered { get; } = new();

    public DurationHistogram SentToReceived { get; } = new();

    public void WriteTo(Utf8JsonWriter writer, MessageCounts counts)
    {
        writer.WriteNumber("sent"u8, Sent.Value);
        writer.WriteNumber("received"u8, Received.Value);
        writer.WriteNumber("redelivered"u8, Redelivered.Value);
        writer.WriteNumber("deleted"u8, Deleted.Value);
        writer.WriteNumber("visible"u8, counts.Visible);
        writer.WriteNumber("inFlight"u8, counts.InFlight);
        writer.WriteNumber("delayed"u8, counts.Delayed);
        writer.WriteNumber("deadLettered"u8, DeadLettered.Value);
        SentToReceived.WriteTo(writer, "sentToReceivedMs");
    }
}

/// <summary>How many messages of a queue are in which state.</summary>
internal readonly record struct MessageCounts(int Visible, int InFlight, int Delayed);
