using System.Text.Json;
using Workers.Hosting.Progress;
using Workers.Hosting.Telemetry;

namespace Workers.Hosting.Jobs;

/// <summary>Reads the envelope in one pass over the bytes; the input is sliced, not parsed into objects.</summary>
internal static class EnvelopeReader
{
    /// <summary>Reads an envelope, an EventBridge event that has one as its detail, or a bare input.</summary>
    /// <returns>
    /// What is wrong, or <see langword="null"/>. Even then the envelope holds what was read up to there, above all the task token, so that
    /// the task can be failed by name.
    /// </returns>
    public static string? Read(ReadOnlyMemory<byte> utf8, out JobEnvelope envelope)
    {
        var parts = new Parts();
        var problem = ReadParts(utf8, ref parts);
        if (parts is { IsEnvelope: false, IsEvent: true, Detail: { } detail })
        {
            var carried = new Parts();
            var problemOfDetail = ReadParts(utf8[detail], ref carried);
            if (carried.IsEnvelope || carried.TaskToken is not null)
            {
                // The whole is told first: what cuts the event off cuts its detail off, too.
                return ToEnvelope(utf8[detail], carried, problem ?? problemOfDetail, "$.detail", out envelope);
            }
        }

        return ToEnvelope(utf8, parts, problem, "$", out envelope);
    }

    private static string? ReadParts(ReadOnlyMemory<byte> utf8, ref Parts parts)
    {
        try
        {
            return ReadDocument(utf8, ref parts);
        }
        catch (JsonException exception)
        {
            return $"it is not JSON (line {exception.LineNumber.GetValueOrDefault() + 1}, byte {exception.BytePositionInLine.GetValueOrDefault()})";
        }
        catch (InvalidOperationException)
        {
            return "a text in it is not valid UTF-8";
        }
    }

    private static string? ToEnvelope(ReadOnlyMemory<byte> utf8, in Parts parts, string? problem, string root, out JobEnvelope envelope)
    {
        envelope = parts.IsEnvelope
            ? new JobEnvelope
            {
                Execution = parts.Execution,
                State = parts.State,
                Entered = parts.Entered,
                Attempt = parts.Attempt,
                MapPath = parts.MapPath,
                HeartbeatSeconds = parts.HeartbeatSeconds,
                TraceParent = TraceContext.Given(parts.TraceParent),
                TaskToken = parts.TaskToken,
                ReplyTo = parts.ReplyTo,
                Input = utf8[parts.Input!.Value],
                InputPath = root + ".input",
            }
            : new JobEnvelope
            {
                IsBare = true,
                TaskToken = parts.TaskToken,
                ReplyTo = parts.ReplyTo,
                Input = utf8,
                InputPath = root,
            };

        // Keys of a bare input are its own business: only an envelope's keys have types to keep.
        return parts.IsEnvelope ? problem ?? parts.Problem : problem;
    }

    private static string? ReadDocument(ReadOnlyMemory<byte> utf8, ref Parts parts)
    {
        var reader = new Utf8JsonReader(utf8.Span);
        if (!reader.Read())
        {
            return "it is empty";
        }

        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
        }
        else
        {
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                ReadProperty(ref reader, ref parts);
            }
        }

        while (reader.Read())
        {
            // Whatever follows the document is a JsonException.
        }

        return null;
    }

    private static void ReadProperty(ref Utf8JsonReader reader, ref Parts parts)
    {
        if (reader.ValueTextEquals("job"u8))
        {
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject)
            {
                parts.HasJob = true;
                ReadJob(ref reader, ref parts);
            }
            else
            {
                reader.Skip();
            }
        }
        else if (reader.ValueTextEquals("taskToken"u8))
        {
            reader.Read();
            if (reader.TokenType is JsonTokenType.String && reader.GetString() is { Length: > 0 } token)
            {
                parts.TaskToken = token;
            }
            else if (reader.TokenType is not (JsonTokenType.Null or JsonTokenType.String))
            {
                parts.Complain("taskToken must be a string");
                reader.Skip();
            }
        }
        else if (reader.ValueTextEquals("replyTo"u8))
        {
            reader.Read();
            ReadReplyTo(ref reader, ref parts);
        }
        else if (reader.ValueTextEquals("input"u8))
        {
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            parts.Input = start..(int)reader.BytesConsumed;
        }
        else if (reader.ValueTextEquals("detail-type"u8))
        {
            reader.Read();
            parts.IsEvent = reader.TokenType is JsonTokenType.String;
            reader.Skip();
        }
        else if (reader.ValueTextEquals("detail"u8))
        {
            reader.Read();
            var start = (int)reader.TokenStartIndex;

            // Set before its end is known: of an event that was cut off, the token is still looked for.
            parts.Detail = start..;
            reader.Skip();
            parts.Detail = start..(int)reader.BytesConsumed;
        }
        else
        {
            reader.Skip();
        }
    }

    private static void ReadReplyTo(ref Utf8JsonReader reader, ref Parts parts)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            if (reader.TokenType is not JsonTokenType.Null)
            {
                parts.Complain("replyTo must be an object");
            }

            reader.Skip();
            return;
        }

        string? url = null;
        string? jobId = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("queueUrl"u8))
            {
                url = ReadText(ref reader, ref parts, "replyTo.queueUrl");
            }
            else if (reader.ValueTextEquals("jobId"u8))
            {
                jobId = ReadText(ref reader, ref parts, "replyTo.jobId");
            }
            else
            {
                reader.Skip();
            }
        }

        if (url is { Length: > 0 } && jobId is { Length: > 0 })
        {
            parts.ReplyTo = new ReplyAddress(url, jobId);
        }
        else
        {
            parts.Complain("replyTo must have a queueUrl and a jobId");
        }
    }

    private static void ReadJob(ref Utf8JsonReader reader, ref Parts parts)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("execution"u8))
            {
                parts.Execution = ReadText(ref reader, ref parts, "job.execution");
            }
            else if (reader.ValueTextEquals("state"u8))
            {
                parts.State = ReadText(ref reader, ref parts, "job.state");
            }
            else if (reader.ValueTextEquals("entered"u8))
            {
                parts.Entered = ReadText(ref reader, ref parts, "job.entered");
            }
            else if (reader.ValueTextEquals("attempt"u8))
            {
                parts.Attempt = ReadNumber(ref reader, ref parts, "attempt");
            }
            else if (reader.ValueTextEquals("mapPath"u8))
            {
                parts.MapPath = ReadAny(ref reader);
            }
            else if (reader.ValueTextEquals("heartbeatSeconds"u8))
            {
                parts.HeartbeatSeconds = ReadNumber(ref reader, ref parts, "heartbeatSeconds");
            }
            else if (reader.ValueTextEquals("traceparent"u8))
            {
                parts.TraceParent = ReadText(ref reader, ref parts, "job.traceparent");
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static string? ReadText(ref Utf8JsonReader reader, ref Parts parts, string key)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.String)
        {
            return reader.GetString();
        }

        if (reader.TokenType is not JsonTokenType.Null)
        {
            parts.Complain($"{key} must be a string");
            reader.Skip();
        }

        return null;
    }

    private static int? ReadNumber(ref Utf8JsonReader reader, ref Parts parts, string key)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.Number && reader.TryGetInt32(out var number) && number >= 0)
        {
            return number;
        }

        if (reader.TokenType is not JsonTokenType.Null)
        {
            parts.Complain($"job.{key} must be a whole number, 0 or more");
            reader.Skip();
        }

        return null;
    }

    private static string? ReadAny(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.String)
        {
            return reader.GetString();
        }

        if (reader.TokenType is JsonTokenType.Null)
        {
            return null;
        }

        using var value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.GetRawText();
    }

    private struct Parts
    {
        public bool HasJob;
        public bool IsEvent;
        public Range? Input;
        public Range? Detail;
        public string? Execution;
        public string? State;
        public string? Entered;
        public int? Attempt;
        public string? MapPath;
        public int? HeartbeatSeconds;
        public string? TraceParent;
        public string? TaskToken;
        public ReplyAddress? ReplyTo;
        public string? Problem;

        public readonly bool IsEnvelope => HasJob && Input is not null;

        // The first complaint is the one worth telling.
        public void Complain(string problem) => Problem ??= problem;
    }
}
