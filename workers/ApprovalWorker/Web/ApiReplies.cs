using System.Buffers;
using System.Text.Json;
using ApprovalWorker.Decisions;
using ApprovalWorker.Requests;
using Microsoft.AspNetCore.Http;

namespace ApprovalWorker.Web;

/// <summary>Writes the API's answers. A task token is in none of them.</summary>
internal static class ApiReplies
{
    /// <summary><c>{"requests": […]}</c>.</summary>
    public static Task ListAsync(HttpContext context, IEnumerable<ApprovalRequest> requests) =>
        SendAsync(
            context,
            StatusCodes.Status200OK,
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("requests");
                foreach (var request in requests)
                {
                    writer.WriteStartObject();
                    WriteSummary(writer, request);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        );

    /// <summary>One request, with its history and, if given, its input.</summary>
    public static Task OneAsync(HttpContext context, int status, ApprovalRequest request, bool mayDecide, ReadOnlyMemory<byte>? input) =>
        SendAsync(
            context,
            status,
            writer =>
            {
                writer.WriteStartObject();
                WriteSummary(writer, request);
                writer.WriteBoolean("mayDecide", mayDecide);
                if (input is { } bytes)
                {
                    writer.WritePropertyName("input");
                    writer.WriteRawValue(bytes.Span);
                }

                writer.WriteStartArray("history");
                foreach (var entry in request.History)
                {
                    WriteEntry(writer, entry);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        );

    /// <summary><c>{"error": …, "message": …}</c>.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string error, string message) =>
        SendAsync(
            context,
            status,
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("error", error);
                writer.WriteString("message", message);
                writer.WriteEndObject();
            }
        );

    private static void WriteSummary(Utf8JsonWriter writer, ApprovalRequest request)
    {
        writer.WriteString("id", request.Id);
        writer.WriteString("title", request.Title);
        writer.WriteString("status", StatusText.Key(request.Status));
        WriteOptional(writer, "state", request.State);
        WriteOptional(writer, "execution", request.Execution);
        WriteOptional(writer, "requester", request.Requester);
        writer.WriteString("requestedAt", request.RequestedAt.UtcDateTime);
        writer.WriteString("expiresAt", request.ExpiresAt.UtcDateTime);
        if (request.Decision is { } decision)
        {
            writer.WritePropertyName("decision");
            writer.WriteRawValue(TaskOutcome.OutputOf(decision).Span);
        }

        if (request.Delivery is { } delivery)
        {
            writer.WriteStartObject("delivery");
            writer.WriteString("state", StatusText.Key(delivery.State));
            writer.WriteNumber("attempts", delivery.Attempts);
            WriteOptional(writer, "problem", delivery.Problem);
            writer.WriteEndObject();
        }
    }

    private static void WriteEntry(Utf8JsonWriter writer, HistoryEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString("at", entry.At.UtcDateTime);
        writer.WriteString("what", entry.What);
        WriteOptional(writer, "by", entry.By);
        WriteOptional(writer, "comment", entry.Comment);
        WriteOptional(writer, "from", entry.From);
        WriteOptional(writer, "as", entry.As);
        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static Task SendAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted).AsTask();
    }
}
