using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>A published revision of a state machine, which never changes.</summary>
/// <param name="Arn">The machine's ARN with the version's number.</param>
/// <param name="Number">Its number, from 1; numbers are not used again.</param>
/// <param name="Revision">What it runs.</param>
/// <param name="Description">What its publisher said of it; null for nothing.</param>
/// <param name="Created">When it was published.</param>
internal sealed record StateMachineVersion(
    string Arn,
    int Number,
    StateMachineRevision Revision,
    string? Description,
    DateTimeOffset Created
);

/// <summary>One way that an alias leads.</summary>
/// <param name="VersionArn">The version.</param>
/// <param name="Weight">How many of a hundred executions go there.</param>
internal sealed record AliasRoute(string VersionArn, int Weight);

/// <summary>A name for one version of a state machine, or for two between which executions are divided.</summary>
internal sealed record StateMachineAlias(
    string Arn,
    string Name,
    string? Description,
    IReadOnlyList<AliasRoute> Routes,
    DateTimeOffset Created,
    DateTimeOffset Updated
)
{
    /// <summary>The version for a new execution.</summary>
    /// <param name="draw">A number from 0 to 99.</param>
    public string Route(int draw) => draw < Routes[0].Weight ? Routes[0].VersionArn : Routes[^1].VersionArn;

    public void WriteRoutes(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("routingConfiguration"u8);
        foreach (var route in Routes)
        {
            writer.WriteStartObject();
            writer.WriteString("stateMachineVersionArn"u8, route.VersionArn);
            writer.WriteNumber("weight"u8, route.Weight);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

/// <summary>What the ARN of a state machine, of a version or of an alias leads to.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Revision">What a new execution runs.</param>
/// <param name="VersionArn">The version, if it is one or the alias leads to it.</param>
/// <param name="AliasArn">The alias, if it is one.</param>
internal sealed record StateMachineTarget(
    StateMachine Machine,
    StateMachineRevision Revision,
    string? VersionArn = null,
    string? AliasArn = null
);
