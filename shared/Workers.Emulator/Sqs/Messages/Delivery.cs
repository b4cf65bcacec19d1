using System.Globalization;
using System.Text.Json;

namespace Workers.Emulator.Sqs.Messages;

/// <summary>A message as one receive saw it.</summary>
internal sealed record Delivery(
    Message Message,
    string ReceiptHandle,
    int ReceiveCount,
    DateTimeOffset FirstReceivedAt,
    string? SequenceNumber,
    string? DeadLetterSourceArn
)
{
    /// <summary>Writes the message with what the receive asked for.</summary>
    public void WriteTo(Utf8JsonWriter writer, DeliveryFilter filter, string senderId)
    {
        var content = Message.Content;
        writer.WriteStartObject();
        writer.WriteString("MessageId"u8, Message.Id);
        writer.WriteString("ReceiptHandle"u8, ReceiptHandle);
        writer.WriteString("MD5OfBody"u8, content.BodyMd5);
        writer.WriteString("Body"u8, content.Body);
        WriteSystemAttributes(writer, filter, senderId);

        var attributes = filter.Select(content.Attributes);
        if (attributes.Count > 0)
        {
            writer.WriteString(
                "MD5OfMessageAttributes"u8,
                attributes.Count == content.Attributes.Count ? content.AttributesMd5 : Md5.OfAttributes(attributes)
            );
            writer.WriteStartObject("MessageAttributes"u8);
            foreach (var attribute in attributes)
            {
                attribute.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void WriteSystemAttributes(Utf8JsonWriter writer, DeliveryFilter filter, string senderId)
    {
        if (!filter.WantsAnySystemAttribute)
        {
            return;
        }

        writer.WriteStartObject("Attributes"u8);
        Write(SystemAttributeNames.SenderId, senderId);
        Write(SystemAttributeNames.SentTimestamp, Milliseconds(Message.SentAt));
        Write(SystemAttributeNames.ApproximateReceiveCount, ReceiveCount.ToString(CultureInfo.InvariantCulture));
        Write(SystemAttributeNames.ApproximateFirstReceiveTimestamp, Milliseconds(FirstReceivedAt));
        Write(SystemAttributeNames.MessageGroupId, Message.Content.GroupId);
        Write(SystemAttributeNames.MessageDeduplicationId, Message.Content.DeduplicationId);
        Write(SystemAttributeNames.SequenceNumber, SequenceNumber);
        Write(SystemAttributeNames.DeadLetterQueueSourceArn, DeadLetterSourceArn);
        foreach (var attribute in Message.Content.SystemAttributes)
        {
            Write(attribute.Name, attribute.StringValue);
        }

        writer.WriteEndObject();

        void Write(string name, string? value)
        {
            if (value is not null && filter.WantsSystemAttribute(name))
            {
                writer.WriteString(name, value);
            }
        }
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
