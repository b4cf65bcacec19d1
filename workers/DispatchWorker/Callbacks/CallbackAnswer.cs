using System.Buffers;
using System.Globalization;
using System.Text.Json;
using DispatchWorker.Vault;
using Microsoft.AspNetCore.Http;

namespace DispatchWorker.Callbacks;

/// <summary>An answer of the callback API.</summary>
internal sealed record CallbackAnswer
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The error's name; <see langword="null"/> when there is none.</summary>
    public string? Code { get; init; }

    /// <summary>What is wrong and what to do about it.</summary>
    public string? Message { get; init; }

    /// <summary>The hand-over it is about; only told to whoever signed.</summary>
    public Handover? Handover { get; init; }

    /// <summary>What became of the call: <c>accepted</c>, <c>pending</c> or <c>unconfirmed</c>.</summary>
    public string? Result { get; init; }

    /// <summary>When to try again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>An error.</summary>
    public static CallbackAnswer Error(int status, string code, string message, Handover? handover = null) =>
        new()
        {
            Status = status,
            Code = code,
            Message = message,
            Handover = handover,
        };

    /// <summary>Sends it.</summary>
    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            Write(writer);
            writer.WriteEndObject();
        }

        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.ContentLength = buffer.WrittenCount;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } pause)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        await response.BodyWriter.WriteAsync(buffer.WrittenMemory, cancellationToken);
    }

    private void Write(Utf8JsonWriter writer)
    {
        if (Code is not null)
        {
            writer.WriteStartObject("error"u8);
            writer.WriteString("code"u8, Code);
            writer.WriteString("message"u8, Message);
            writer.WriteEndObject();
        }

        if (Handover is not { } handover)
        {
            return;
        }

        writer.WriteString("id"u8, handover.Id);
        if (Result is not null)
        {
            writer.WriteString("result"u8, Result);
        }

        if (handover.Outcome is { } outcome)
        {
            // What stands, so that a processor that told two outcomes sees which one counts.
            writer.WriteString("outcome"u8, outcome.TaskError is null ? "success" : "failure");
            if (outcome.TaskError is not null)
            {
                writer.WriteString("outcomeError"u8, outcome.TaskError);
            }
        }
    }
}
