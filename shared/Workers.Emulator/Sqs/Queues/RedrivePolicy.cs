using System.Globalization;
using System.Text.Json;

namespace Workers.Emulator.Sqs.Queues;

/// <summary>Where messages go that were received too often.</summary>
/// <param name="DeadLetterTargetArn">The dead-letter queue.</param>
/// <param name="MaxReceiveCount">How often a message is received before it goes there: 1 to 1,000.</param>
internal sealed record RedrivePolicy(string DeadLetterTargetArn, int MaxReceiveCount)
{
    private const int MostReceives = 1_000;

    /// <summary>Reads the attribute's value.</summary>
    /// <exception cref="Protocol.AwsErrorException">It is not a redrive policy.</exception>
    public static RedrivePolicy Parse(string text)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            throw Invalid(text, "Redrive policy is not a valid JSON map.");
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw Invalid(text, "Redrive policy is not a valid JSON map.");
            }

            var arn = Member(root, text, "deadLetterTargetArn");
            var count = Member(root, text, "maxReceiveCount");
            if (
                !int.TryParse(count.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var most)
                || most is < 1 or > MostReceives
            )
            {
                throw Invalid(
                    text,
                    $"Invalid value for maxReceiveCount: {count}, valid values are from 1 to {MostReceives} both inclusive."
                );
            }

            return new RedrivePolicy(arn.ToString(), most);
        }
    }

    public static Protocol.AwsErrorException Invalid(string text, string reason) =>
        SqsErrors.InvalidParameter(AttributeNames.RedrivePolicy, text, reason);

    private static JsonElement Member(JsonElement root, string text, string name) =>
        root.TryGetProperty(name, out var member)
            ? member
            : throw Invalid(text, $"Redrive policy does not contain mandatory attribute: {name}.");
}
