using System.Globalization;
using System.Text;
using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.Sqs.Messages;

/// <summary>An attribute that travels beside a message's body.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">String, Number or Binary, perhaps with a suffix of the sender's: <c>Number.int</c>.</param>
/// <param name="StringValue">The value, unless it is binary.</param>
/// <param name="BinaryValue">The value, if it is binary.</param>
internal sealed record MessageAttribute(string Name, string DataType, string? StringValue, byte[]? BinaryValue)
{
    private const int LongestName = 256;

    /// <summary>What the attribute adds to the message's size.</summary>
    public int Bytes =>
        Encoding.UTF8.GetByteCount(Name)
        + Encoding.UTF8.GetByteCount(DataType)
        + (BinaryValue?.Length ?? Encoding.UTF8.GetByteCount(StringValue!));

    /// <summary>Reads the attributes that a sender gives of its own.</summary>
    /// <exception cref="AwsErrorException">One is not as SQS wants it, or there are too many.</exception>
    public static IReadOnlyList<MessageAttribute> ReadAll(JsonElement request)
    {
        var entries = request.Entries("MessageAttributes");
        if (entries.Count > SqsLimits.MessageAttributes)
        {
            throw SqsErrors.InvalidParameter(
                $"Number of message attributes [{entries.Count}] exceeds the allowed maximum [{SqsLimits.MessageAttributes}]."
            );
        }

        return entries.ConvertAll(entry =>
        {
            CheckName(entry.Key);
            return Read(entry.Key, entry.Value, "user");
        });
    }

    /// <summary>Reads the attributes that a sender gives to SQS and its neighbours: X-Ray's trace header is the only one.</summary>
    /// <exception cref="AwsErrorException">It is another one, or not a string.</exception>
    public static IReadOnlyList<MessageAttribute> ReadSystem(JsonElement request) =>
        request
            .Entries("MessageSystemAttributes")
            .ConvertAll(entry =>
            {
                if (entry.Key != SystemAttributeNames.AwsTraceHeader)
                {
                    throw SqsErrors.InvalidParameter(
                        $"Message system attribute name '{entry.Key}' is invalid. The only one that can be sent is AWSTraceHeader."
                    );
                }

                var attribute = Read(entry.Key, entry.Value, "system");
                return attribute.DataType == "String"
                    ? attribute
                    : throw SqsErrors.InvalidParameter(
                        $"The type of message (system) attribute '{entry.Key}' is invalid. It must be String."
                    );
            });

    /// <summary>Writes the attribute as a member of an object that is open.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject(Name);
        writer.WriteString("DataType"u8, DataType);
        if (BinaryValue is null)
        {
            writer.WriteString("StringValue"u8, StringValue);
        }
        else
        {
            writer.WriteBase64String("BinaryValue"u8, BinaryValue);
        }

        writer.WriteEndObject();
    }

    private static MessageAttribute Read(string name, JsonElement value, string kind)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw FrameworkErrors.Serialization("Unexpected value where a message attribute is expected.");
        }

        var type = value.Text("DataType");
        if (string.IsNullOrEmpty(type))
        {
            throw SqsErrors.InvalidParameter($"The message ({kind}) attribute '{name}' must contain a non-empty attribute type.");
        }

        var basicType = type.Split('.', 2)[0];
        if (basicType is not ("String" or "Number" or "Binary"))
        {
            throw SqsErrors.InvalidParameter(
                $"The type of message ({kind}) attribute '{name}' is invalid. "
                    + "You must use only the following supported type prefixes: Binary, Number, String."
            );
        }

        var text = basicType == "Binary" ? null : value.Text("StringValue");
        var binary = basicType == "Binary" ? ReadBinary(value) : null;
        if (string.IsNullOrEmpty(text) && binary is not { Length: > 0 })
        {
            throw SqsErrors.InvalidParameter($"Message ({kind}) attribute '{name}' must contain a non-empty value of type '{basicType}'.");
        }

        if (text is not null)
        {
            MessageText.Check(text);
        }

        return basicType == "Number" && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? throw SqsErrors.InvalidParameter($"Can't cast the value of message ({kind}) attribute '{name}' to a number.")
            : new MessageAttribute(name, type, text, binary);
    }

    private static byte[]? ReadBinary(JsonElement value)
    {
        if (value.Member("BinaryValue") is not { } member)
        {
            return null;
        }

        return member.ValueKind == JsonValueKind.String && member.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw FrameworkErrors.Serialization("A BinaryValue is not valid base64.");
    }

    private static void CheckName(string name)
    {
        var isReserved =
            name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase);
        var isWellFormed =
            name.Length is > 0 and <= LongestName
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            && !name.StartsWith('.')
            && !name.EndsWith('.')
            && !name.Contains("..", StringComparison.Ordinal);
        if (isReserved || !isWellFormed)
        {
            throw SqsErrors.InvalidParameter(
                $"Message (user) attribute name '{name}' is invalid: it can contain A-Z, a-z, 0-9, underscore, hyphen and single periods "
                    + "that are not at its ends, be at most 256 characters long, and not start with AWS. or Amazon."
            );
        }
    }
}
