using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DispatchWorker.Vault;

namespace DispatchWorker.Callbacks;

/// <summary>What a processor may say.</summary>
internal enum CallbackVerb
{
    /// <summary>It works.</summary>
    Heartbeat,

    /// <summary>It is done; the body is the output.</summary>
    Success,

    /// <summary>It failed; the body is <c>{"error": …, "cause": …}</c>.</summary>
    Failure,
}

/// <summary>A callback as it came in.</summary>
internal sealed record CallbackRequest
{
    // Step Functions' limit, in characters.
    private const int LongestError = 256;

    public required string Id { get; init; }

    public required CallbackVerb Verb { get; init; }

    public string? Timestamp { get; init; }

    public string? Signature { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What the signature is for.</summary>
    public string Purpose =>
        Verb switch
        {
            CallbackVerb.Success => "success",
            CallbackVerb.Failure => "failure",
            _ => "heartbeat",
        };

    /// <summary>When it was signed, if it says so at all.</summary>
    public long? SignedAt =>
        long.TryParse(Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800
            ? seconds
            : null;

    /// <summary>Finds out what a path asks for: <c>/callbacks/{id}/{verb}</c>.</summary>
    public static bool TryParsePath(string path, out string id, out CallbackVerb verb)
    {
        var parts = path.Split('/');
        id = parts.Length == 4 ? parts[2] : "";
        var name = parts.Length == 4 && parts[0].Length == 0 && parts[1] == "callbacks" ? parts[3] : "";
        verb = name switch
        {
            "success" => CallbackVerb.Success,
            "failure" => CallbackVerb.Failure,
            _ => CallbackVerb.Heartbeat,
        };
        return name is "success" or "failure" or "heartbeat";
    }

    /// <summary>Reads the outcome out of a success or a failure.</summary>
    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    public string? ReadOutcome(out Outcome? outcome)
    {
        outcome = null;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Body.Span));
        if (Verb is CallbackVerb.Success)
        {
            outcome = new Outcome { Succeeded = true, Digest = digest };
            return FindJsonFault();
        }

        try
        {
            using var document = JsonDocument.Parse(Body);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object || Text(root, "error") is not { Length: > 0 } error)
            {
                return "the body must be {\"error\": \"name\", \"cause\": \"what happened\"}, with a name in error";
            }

            if (error.Length > LongestError || error.Any(char.IsControl))
            {
                return $"error must be a name of at most {LongestError} characters, without control characters";
            }

            outcome = new Outcome
            {
                Succeeded = false,
                Error = error,
                Cause = Outcome.CutCause(Text(root, "cause") ?? ""),
                Digest = digest,
            };
            return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return "the body is not JSON in UTF-8";
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private string? FindJsonFault()
    {
        try
        {
            // The reader does not look into texts: bytes that are no UTF-8 would be found out by Step Functions only.
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(Body.Span);
            var reader = new Utf8JsonReader(Body.Span);
            while (reader.Read())
            {
                // To the end: whatever is malformed throws.
            }

            return null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return "the body is not JSON in UTF-8; it becomes the job's output and must be one JSON value";
        }
    }
}
