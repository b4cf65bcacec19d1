using System.Buffers;
using System.Text.Json;

namespace Workers.Hosting.Payloads;

/// <summary>
/// What stands in a state in place of a payload: an object with the one member <c>workersPayload</c>, which has exactly the members below.
/// </summary>
/// <param name="Kind"><c>S3</c>, <c>Folder</c>, or <c>Own</c> for a store of the program's own.</param>
/// <param name="Bucket">The bucket; only for S3.</param>
/// <param name="Key">The payload's key in the store; for S3 the object's.</param>
/// <param name="Bytes">The payload's length.</param>
/// <param name="Sha256">The payload's SHA-256 in lower-case hexadecimal.</param>
internal sealed record PayloadReference(string Kind, string? Bucket, string Key, long Bytes, string Sha256)
{
    private const int HashLength = 64;

    /// <summary>Finds every reference in a JSON text, at any depth.</summary>
    public static List<(int Start, int End, PayloadReference Reference)> FindAll(ReadOnlySpan<byte> json)
    {
        var found = new List<(int, int, PayloadReference)>();

        // Most inputs have none, and are not looked through.
        if (json.IndexOf("\"workersPayload\""u8) < 0)
        {
            return found;
        }

        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            var ahead = reader;
            if (TryRead(ref ahead) is { } reference)
            {
                found.Add((start, (int)ahead.BytesConsumed, reference));
                reader = ahead;
            }
        }

        return found;
    }

    public ReadOnlyMemory<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("workersPayload"u8);
            writer.WriteString("kind"u8, Kind);
            if (Bucket is not null)
            {
                writer.WriteString("bucket"u8, Bucket);
            }

            writer.WriteString("key"u8, Key);
            writer.WriteNumber("bytes"u8, Bytes);
            writer.WriteString("sha256"u8, Sha256);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static PayloadReference? TryRead(ref Utf8JsonReader reader)
    {
        if (
            !reader.Read()
            || reader.TokenType is not JsonTokenType.PropertyName
            || !reader.ValueTextEquals("workersPayload"u8)
            || !reader.Read()
            || reader.TokenType is not JsonTokenType.StartObject
        )
        {
            return null;
        }

        var reference = ReadMembers(ref reader);
        return reader.TokenType is JsonTokenType.EndObject && reader.Read() && reader.TokenType is JsonTokenType.EndObject
            ? reference
            : null;
    }

    private static PayloadReference? ReadMembers(ref Utf8JsonReader reader)
    {
        string? kind = null;
        string? bucket = null;
        string? key = null;
        string? hash = null;
        long? bytes = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name, reader.TokenType)
            {
                case ("kind", JsonTokenType.String):
                    kind = reader.GetString();
                    break;
                case ("bucket", JsonTokenType.String):
                    bucket = reader.GetString();
                    break;
                case ("key", JsonTokenType.String):
                    key = reader.GetString();
                    break;
                case ("sha256", JsonTokenType.String):
                    hash = reader.GetString();
                    break;
                case ("bytes", JsonTokenType.Number) when reader.TryGetInt64(out var number) && number >= 0:
                    bytes = number;
                    break;
                default:
                    return null;
            }
        }

        return
            kind is not null
            && key is not null
            && bytes is not null
            && hash is { Length: HashLength }
            && hash.All(char.IsAsciiHexDigitLower)
            ? new PayloadReference(kind, bucket, key, bytes.Value, hash)
            : null;
    }
}
