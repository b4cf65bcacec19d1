using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ApprovalWorker.Requests;
using ApprovalWorker.Settings;

namespace ApprovalWorker.Decisions;

/// <summary>What a request's outcome is for the state machine.</summary>
internal static class TaskOutcome
{
    /// <summary>Somebody said no.</summary>
    public const string Rejected = "Approval.Rejected";

    /// <summary>Nobody decided in time.</summary>
    public const string Expired = "Approval.Expired";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The error's name, or <see langword="null"/> when the outcome is an output.</summary>
    public static string? ErrorOf(ApprovalRequest request, RejectionKind rejection) =>
        request.Decision switch
        {
            null => Expired,
            { Approved: false } when rejection is RejectionKind.Failure => Rejected,
            _ => null,
        };

    /// <summary>The output; the same JSON is the cause of a rejection, so that a state machine can read it with <c>States.StringToJson</c>.</summary>
    public static ReadOnlyMemory<byte> OutputOf(Decision decision)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("approved", decision.Approved);
            writer.WriteString("by", decision.By);
            writer.WriteString("comment", decision.Comment);
            writer.WriteString("at", decision.At.UtcDateTime);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The cause of a failure.</summary>
    public static string CauseOf(ApprovalRequest request) =>
        request.Decision is { } decision
            ? Encoding.UTF8.GetString(OutputOf(decision).Span)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Nobody decided between {request.RequestedAt:yyyy-MM-dd HH:mm:ss} and {request.ExpiresAt:yyyy-MM-dd HH:mm:ss} UTC."
            );
}
