using System.Text.Json.Serialization;
using Workers.Aws.Json;

namespace Workers.Aws.StepFunctions;

/// <summary>GetActivityTask's answer on the wire: an empty poll brings a null token, or none.</summary>
internal sealed record ActivityTaskAnswer
{
    public string? TaskToken { get; init; }

    [JsonConverter(typeof(Utf8TextConverter))]
    public ReadOnlyMemory<byte> Input { get; init; }
}
