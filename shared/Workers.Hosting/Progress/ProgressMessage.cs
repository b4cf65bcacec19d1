using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Workers.Hosting.Jobs;

namespace Workers.Hosting.Progress;

/// <summary>Writes the messages of a reply queue.</summary>
internal static class ProgressMessage
{
    // Wait's limit, in seconds.
    private const int LongestWait = 99_999_999;

    // What a state holds besides the response when it has received one: the receipt, the message's ids and the loop's own state.
    private const int Reserve = 6 * 1024;

    // Step Functions shows texts to people in its console: no more is escaped than JSON asks for.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="ArgumentOutOfRangeException">The percentage or the time is out of its range.</exception>
    public static void ThrowIfWrong(double percent, TimeSpan nextLookIn)
    {
        if (percent is not (>= 0 and <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "A percentage is between 0 and 100.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(nextLookIn, TimeSpan.Zero);
    }

    public static string InProgress(ReplyAddress to, int attempt, int sequence, double percent, TimeSpan nextLookIn) =>
        Write(
            to,
            attempt,
            sequence,
            "IN_PROGRESS",
            writer =>
            {
                writer.WriteNumber("percent"u8, percent);
                writer.WriteNumber("nextLookInSeconds"u8, (int)Math.Clamp(Math.Ceiling(nextLookIn.TotalSeconds), 1, LongestWait));
            }
        );

    /// <summary>The response. An output that the state machine could not receive becomes a failure that says so.</summary>
    public static string Response(ReplyAddress to, int attempt, int sequence, JobOutcome outcome)
    {
        if (outcome.Kind is not JobOutcomeKind.Succeeded)
        {
            return Failed(to, attempt, sequence, outcome.Error, outcome.Cause);
        }

        var text = Write(to, attempt, sequence, "SUCCEEDED", writer => WriteOutput(writer, outcome.Output));
        var size = SizeInState(text) + Reserve;
        return size <= JobInvoker.MaxOutputBytes
            ? text
            : Failed(
                to,
                attempt,
                sequence,
                WorkerErrors.OutputTooLarge,
                $"The response has {size} bytes as text in a state, quotation marks escaped; Step Functions takes at most "
                    + $"{JobInvoker.MaxOutputBytes}. Store the output elsewhere and return a reference to it."
            );
    }

    private static string Failed(ReplyAddress to, int attempt, int sequence, string? error, string? cause) =>
        Write(
            to,
            attempt,
            sequence,
            "FAILED",
            writer =>
            {
                writer.WriteString("error"u8, error ?? "");
                writer.WriteString("cause"u8, cause ?? "");
            }
        );

    private static void WriteOutput(Utf8JsonWriter writer, ReadOnlyMemory<byte> output)
    {
        writer.WritePropertyName("output"u8);
        writer.WriteRawValue(output.Span, skipInputValidation: true);
    }

    private static string Write(ReplyAddress to, int attempt, int sequence, string status, Action<Utf8JsonWriter> rest)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("jobId"u8, to.JobId);
            writer.WriteNumber("attempt"u8, attempt);
            writer.WriteNumber("sequence"u8, sequence);
            writer.WriteString("status"u8, status);
            rest(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // The body reaches the state as a JSON string, in which these take a byte more.
    private static int SizeInState(string text) =>
        Encoding.UTF8.GetByteCount(text) + text.AsSpan().Count('"') + text.AsSpan().Count('\\') + text.AsSpan().Count('\n');
}
