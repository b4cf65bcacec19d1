using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>Hands its input, or a fixed result, on.</summary>
internal sealed record PassState : PayloadState
{
    public override string Type => "Pass";

    /// <summary>The fixed result; null when the payload is the result.</summary>
    public JsonElement? Result { get; init; }
}
