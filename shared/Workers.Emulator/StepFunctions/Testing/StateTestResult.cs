using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>How the test of a state came out.</summary>
internal sealed class StateTestResult
{
    private readonly OrderedDictionary<string, JsonElement> _inspected = new(StringComparer.Ordinal);

    /// <summary>SUCCEEDED, FAILED, RETRIABLE or CAUGHT_ERROR.</summary>
    public string Status { get; set; } = "FAILED";

    public JsonElement? Output { get; set; }

    public StateError? Error { get; set; }

    public string? NextState { get; set; }

    /// <summary>Which retrier would retry.</summary>
    public int? RetryIndex { get; set; }

    public int RetryBackoffSeconds { get; set; }

    /// <summary>Which catcher caught the error.</summary>
    public int? CatchIndex { get; set; }

    /// <summary>Notes what the data are at a point of their way.</summary>
    public void Inspect(string name, JsonElement value) => _inspected[name] = value;

    public void WriteTo(Utf8JsonWriter writer, bool isInspected)
    {
        writer.WriteString("status"u8, Status);
        if (Output is { } output)
        {
            writer.WriteString("output"u8, output.ToUtf8());
        }

        if (Error?.Error is not null)
        {
            writer.WriteString("error"u8, Error.Error);
        }

        if (Error?.Cause is not null)
        {
            writer.WriteString("cause"u8, Error.Cause);
        }

        if (NextState is not null)
        {
            writer.WriteString("nextState"u8, NextState);
        }

        if (isInspected)
        {
            WriteInspection(writer);
        }
    }

    private void WriteInspection(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("inspectionData"u8);
        foreach (var (name, value) in _inspected)
        {
            if (
                value.ValueKind == JsonValueKind.Number
                && name is "maxConcurrency" or "toleratedFailureCount" or "toleratedFailurePercentage"
            )
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
            else
            {
                writer.WriteString(name, value.ToUtf8());
            }
        }

        if (RetryIndex is not null || CatchIndex is not null)
        {
            writer.WriteStartObject("errorDetails"u8);
            if (RetryIndex is { } retry)
            {
                writer.WriteNumber("retryIndex"u8, retry);
                writer.WriteNumber("retryBackoffIntervalSeconds"u8, RetryBackoffSeconds);
            }

            if (CatchIndex is { } caught)
            {
                writer.WriteNumber("catchIndex"u8, caught);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
