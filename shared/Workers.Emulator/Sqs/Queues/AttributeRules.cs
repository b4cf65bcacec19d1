using System.Globalization;
using System.Text.Json;

namespace Workers.Emulator.Sqs.Queues;

/// <summary>What the value of a queue's attribute may be, and how it is spelled when it is read back.</summary>
internal static class AttributeRules
{
    private static readonly Dictionary<string, Func<string, string?>> Normalizers = new(StringComparer.Ordinal)
    {
        [AttributeNames.DelaySeconds] = Integer(0, SqsLimits.DelaySeconds),
        [AttributeNames.MaximumMessageSize] = Integer(1_024, SqsLimits.MessageBytes),
        [AttributeNames.MessageRetentionPeriod] = Integer(60, 1_209_600),
        [AttributeNames.ReceiveMessageWaitTimeSeconds] = Integer(0, SqsLimits.WaitSeconds),
        [AttributeNames.VisibilityTimeout] = Integer(0, SqsLimits.VisibilitySeconds),
        [AttributeNames.KmsDataKeyReusePeriodSeconds] = Integer(60, 86_400),
        [AttributeNames.KmsMasterKeyId] = value => value,
        [AttributeNames.SqsManagedSseEnabled] = Boolean,
        [AttributeNames.FifoQueue] = Boolean,
        [AttributeNames.ContentBasedDeduplication] = Boolean,
        [AttributeNames.DeduplicationScope] = OneOf("messageGroup", "queue"),
        [AttributeNames.FifoThroughputLimit] = OneOf("perQueue", "perMessageGroupId"),
        [AttributeNames.Policy] = JsonObject,
        [AttributeNames.RedrivePolicy] = value => value,
        [AttributeNames.RedriveAllowPolicy] = JsonObject,
    };

    /// <summary>The value in the spelling that is kept.</summary>
    /// <exception cref="Protocol.AwsErrorException">There is no such attribute, or the value is not one of its values.</exception>
    public static string Normalize(string name, string value)
    {
        if (!Normalizers.TryGetValue(name, out var normalize))
        {
            throw SqsErrors.UnknownAttribute(name);
        }

        return normalize(value) ?? throw SqsErrors.InvalidAttributeValue(name);
    }

    /// <summary>Whether an empty value takes the attribute away instead of setting it.</summary>
    public static bool IsRemovable(string name) =>
        name is AttributeNames.Policy or AttributeNames.RedrivePolicy or AttributeNames.RedriveAllowPolicy or AttributeNames.KmsMasterKeyId;

    private static Func<string, string?> Integer(int least, int most) =>
        value =>
            int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
                ? number.ToString(CultureInfo.InvariantCulture)
                : null;

    private static Func<string, string?> OneOf(params string[] values) =>
        value => values.Contains(value, StringComparer.Ordinal) ? value : null;

    private static string? Boolean(string value) =>
        value.ToLowerInvariant() switch
        {
            "true" => "true",
            "false" => "false",
            _ => null,
        };

    private static string? JsonObject(string value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            return document.RootElement.ValueKind == JsonValueKind.Object ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
