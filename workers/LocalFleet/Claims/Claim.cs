using System.Text.Json.Serialization;

namespace LocalFleet.Claims;

/// <summary>A claim as it goes into the state machine.</summary>
internal sealed record Claim
{
    /// <summary>The claim's id, which is also the execution's name.</summary>
    public required string ClaimId { get; init; }

    /// <summary>Whether no flight record stands behind it; absent when one does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool MadeUp { get; init; }

    /// <summary>What a made-up claim is there for; absent for the others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Why { get; init; }

    /// <summary>Whether its flight is on record nowhere; absent when it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NotOnRecord { get; init; }

    /// <summary>Whether the payment provider declines to pay it; absent when it does not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ClosedAccount { get; init; }

    /// <inheritdoc cref="FlightRecord.Date"/>
    public required string Date { get; init; }

    /// <inheritdoc cref="FlightRecord.Delay"/>
    public required int Delay { get; init; }

    /// <inheritdoc cref="FlightRecord.Distance"/>
    public required int Distance { get; init; }

    /// <inheritdoc cref="FlightRecord.Origin"/>
    public required string Origin { get; init; }

    /// <inheritdoc cref="FlightRecord.Destination"/>
    public required string Destination { get; init; }
}

/// <summary>The input of an execution.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Traceparent">The trace that the execution belongs to; <see langword="null"/> for none.</param>
internal sealed record ExecutionInput(
    Claim Claim,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Traceparent = null
);
