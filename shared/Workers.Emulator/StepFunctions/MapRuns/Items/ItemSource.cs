using System.Text;
using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.S3;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>Reads the items of a distributed Map out of buckets.</summary>
internal static class ItemSource
{
    // Step Functions reads no more, whatever MaxItems says.
    private const int MostItems = 100_000_000;

    /// <summary>The items.</summary>
    /// <param name="reader">What to read.</param>
    /// <param name="parameters">Its evaluated parameters.</param>
    /// <param name="maxItems">How many items at most; 0 for all.</param>
    /// <param name="buckets">Where to read.</param>
    /// <exception cref="ItemReaderException">They cannot be read.</exception>
    public static JsonElement[] Read(ItemReader reader, JsonElement parameters, int maxItems, BucketFolder buckets)
    {
        if (reader.Obstacle is { } obstacle)
        {
            throw new ItemReaderException($"The emulator cannot read these items: {obstacle}.");
        }

        if (maxItems < 0)
        {
            throw new ItemReaderException("field MaxItems must be positive");
        }

        try
        {
            var bucket = Required(parameters, "Bucket");
            var items =
                reader.Resource == ItemReader.ListObjects
                    ? buckets.List(bucket, parameters.Text("Prefix") ?? "").Select(Describe)
                    : Parse(reader, Decode(buckets.Read(bucket, Required(parameters, "Key"))));
            return [.. items.Take(maxItems == 0 ? MostItems : Math.Min(maxItems, MostItems))];
        }
        catch (S3Exception error)
        {
            throw new ItemReaderException(error.Message);
        }
        catch (AwsErrorException error)
        {
            throw new ItemReaderException(error.Message);
        }
    }

    private static IEnumerable<JsonElement> Parse(ItemReader reader, string text) =>
        reader.InputType switch
        {
            "CSV" => CsvItems.Read(text, reader),
            "JSONL" => JsonItems.ReadLines(text),
            _ => JsonItems.Read(text, reader.ItemsPointer),
        };

    private static string Decode(byte[] bytes) => Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');

    private static string Required(JsonElement parameters, string name) =>
        parameters.Text(name) ?? throw new ItemReaderException($"The ItemReader gives no {name}.");

    private static JsonElement Describe(StoredObject found) =>
        Json.Build(
            found,
            static (writer, value) =>
            {
                writer.WriteStartObject();
                writer.WriteString("Etag"u8, value.ETag);
                writer.WriteString("Key"u8, value.Key);
                writer.WriteNumber("LastModified"u8, value.LastModified.ToUnixTimeSeconds());
                writer.WriteNumber("Size"u8, value.Size);
                writer.WriteString("StorageClass"u8, "STANDARD"u8);
                writer.WriteEndObject();
            }
        );
}

/// <summary>The items of a distributed Map cannot be read: its state fails by <c>States.ItemReaderFailed</c>.</summary>
internal sealed class ItemReaderException(string message) : Exception(message);
