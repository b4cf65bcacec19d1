using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.Sqs.Operations;

/// <summary>What all batches have in common: up to ten entries with ids, each of which succeeds or fails by itself.</summary>
internal static class Batch
{
    private const int LongestId = 80;

    /// <summary>The entries with their ids.</summary>
    /// <param name="request">The batch request.</param>
    /// <param name="entryType">What SQS calls an entry.</param>
    /// <exception cref="AwsErrorException">There is no entry, there are too many, or an id is wrong.</exception>
    public static List<(string Id, JsonElement Entry)> Entries(JsonElement request, string entryType)
    {
        var entries = request.Elements("Entries");
        if (entries.Count == 0)
        {
            throw SqsErrors.EmptyBatch(entryType);
        }

        if (entries.Count > SqsLimits.BatchEntries)
        {
            throw SqsErrors.TooManyEntries(entries.Count);
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        return entries.ConvertAll(entry =>
        {
            if (entry.ValueKind != JsonValueKind.Object)
            {
                throw FrameworkErrors.Serialization("Unexpected value where a batch entry is expected.");
            }

            var id = entry.Text("Id") ?? throw SqsErrors.MissingParameter($"{entryType}.Id");
            if (id.Length is 0 or > LongestId || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                throw SqsErrors.InvalidBatchEntryId();
            }

            return ids.Add(id) ? (id, entry) : throw SqsErrors.BatchIdsNotDistinct(id);
        });
    }

    /// <summary>Does something with each entry and writes who succeeded and who failed.</summary>
    public static void Answer(
        List<(string Id, JsonElement Entry)> entries,
        Utf8JsonWriter response,
        Action<JsonElement> run,
        Action<JsonElement>? writeResult = null
    ) =>
        Answer(
            entries,
            response,
            entry =>
            {
                run(entry);
                return entry;
            },
            writeResult ?? (static _ => { })
        );

    /// <summary>Does something with each entry and writes who succeeded, with what result, and who failed.</summary>
    public static void Answer<T>(
        List<(string Id, JsonElement Entry)> entries,
        Utf8JsonWriter response,
        Func<JsonElement, T> run,
        Action<T> writeResult
    )
    {
        var failures = new List<(string Id, AwsErrorException Error)>();
        var isOpen = false;
        foreach (var (id, entry) in entries)
        {
            try
            {
                var result = run(entry);
                if (!isOpen)
                {
                    response.WriteStartArray("Successful"u8);
                    isOpen = true;
                }

                response.WriteStartObject();
                response.WriteString("Id"u8, id);
                writeResult(result);
                response.WriteEndObject();
            }
            catch (AwsErrorException error)
            {
                failures.Add((id, error));
            }
        }

        if (isOpen)
        {
            response.WriteEndArray();
        }

        WriteFailures(failures, response);
    }

    private static void WriteFailures(List<(string Id, AwsErrorException Error)> failures, Utf8JsonWriter response)
    {
        if (failures.Count == 0)
        {
            return;
        }

        response.WriteStartArray("Failed"u8);
        foreach (var (id, error) in failures)
        {
            response.WriteStartObject();
            response.WriteString("Id"u8, id);
            response.WriteBoolean("SenderFault"u8, error.StatusCode < 500);
            response.WriteString("Code"u8, error.QueryCode ?? error.Code);
            response.WriteString("Message"u8, error.Message);
            response.WriteEndObject();
        }

        response.WriteEndArray();
    }
}
