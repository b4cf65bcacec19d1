using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Workers.Hosting.Idempotency;

/// <summary>How far a job has come.</summary>
internal enum IdempotencyState
{
    /// <summary>An attempt works on it, or has died not long ago.</summary>
    InProgress,

    /// <summary>It is done, and its output is known.</summary>
    Succeeded,

    /// <summary>It is done as far as this source goes: somebody else reports to the task whose token was taken over.</summary>
    HandedOver,
}

/// <summary>What is kept of a job.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="Owner">The attempt that wrote it; for people, too.</param>
/// <param name="Input">The input's SHA-256 in hexadecimal: tells a job from another one under the same name.</param>
/// <param name="At">When it was written.</param>
internal sealed record IdempotencyRecord(IdempotencyState State, string Owner, string Input, DateTimeOffset At)
{
    /// <summary>The output of a job that succeeded: JSON text in UTF-8.</summary>
    public ReadOnlyMemory<byte> Output { get; init; }

    /// <summary>The SHA-256 of the task token that was taken over. Never the token itself.</summary>
    public string? Token { get; init; }

    // Whatever a handler may return, which stands one level deeper here.
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = 1_000 };

    /// <exception cref="InvalidDataException">It was written by something else.</exception>
    public static IdempotencyRecord Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, DocumentOptions);
            var root = document.RootElement;
            return new IdempotencyRecord(
                Enum.Parse<IdempotencyState>(root.GetProperty("state"u8).GetString()!),
                root.GetProperty("owner"u8).GetString()!,
                root.GetProperty("input"u8).GetString()!,
                root.GetProperty("at"u8).GetDateTimeOffset()
            )
            {
                Token = root.TryGetProperty("token"u8, out var token) ? token.GetString() : null,
                Output = root.TryGetProperty("output"u8, out var output) ? JsonMarshal.GetRawUtf8Value(output).ToArray() : default,
            };
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or ArgumentException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"An idempotency record cannot be read: {exception.Message}", exception);
        }
    }

    public ReadOnlyMemory<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>(512 + Output.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("state"u8, State.ToString());
            writer.WriteString("owner"u8, Owner);
            writer.WriteString("input"u8, Input);
            writer.WriteString("at"u8, At);
            if (Token is not null)
            {
                writer.WriteString("token"u8, Token);
            }

            if (!Output.IsEmpty)
            {
                // As it is: whoever is answered with it gets the very bytes that were, or would have been, reported.
                writer.WritePropertyName("output"u8);
                writer.WriteRawValue(Output.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
