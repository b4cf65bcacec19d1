using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>One state machine: its identity, its present revision and its executions.</summary>
internal sealed class StateMachine(string name, string arn, bool isExpress, DateTimeOffset created, StateMachineRevision revision)
{
    private StateMachineRevision _revision = revision;

    public string Name { get; } = name;

    public string Arn { get; } = arn;

    public bool IsExpress { get; } = isExpress;

    public string Type => IsExpress ? "EXPRESS" : "STANDARD";

    public DateTimeOffset Created { get; } = created;

    public TagSet Tags { get; } = SfnTags.Create();

    public StateMachineReleases Releases { get; } = new(arn);

    /// <summary>What new executions run.</summary>
    public StateMachineRevision Revision
    {
        get => Volatile.Read(ref _revision);
        set => Volatile.Write(ref _revision, value);
    }
}

/// <summary>What an update of a state machine replaces as a whole.</summary>
internal sealed record StateMachineRevision
{
    /// <summary>The definition's text, as it was given.</summary>
    public required string DefinitionText { get; init; }

    public required StateMachineDefinition Definition { get; init; }

    /// <summary>The resources of all Task states in the definition.</summary>
    public required IReadOnlyDictionary<string, TaskResource> Resources { get; init; }

    public required string RoleArn { get; init; }

    public required MachineSettings Settings { get; init; }

    /// <summary>Null until the first update.</summary>
    public string? RevisionId { get; init; }

    public required DateTimeOffset Updated { get; init; }
}

/// <summary>The configurations of a state machine that change nothing in how it runs; they are kept for whoever describes it.</summary>
/// <param name="Logging">LoggingConfiguration as given; null for none.</param>
/// <param name="Tracing">TracingConfiguration as given; null for none.</param>
/// <param name="Encryption">EncryptionConfiguration as given; null for none.</param>
internal sealed record MachineSettings(JsonElement? Logging, JsonElement? Tracing, JsonElement? Encryption)
{
    private static readonly JsonElement NoLogging = JsonElement.Parse("""{"level":"OFF","includeExecutionData":false}"""u8);
    private static readonly JsonElement NoTracing = JsonElement.Parse("""{"enabled":false}"""u8);
    private static readonly JsonElement NoEncryption = JsonElement.Parse("""{"type":"AWS_OWNED_KEY"}"""u8);

    /// <summary>The settings that a request names; those that it does not name stay as they are in <paramref name="present"/>.</summary>
    public static MachineSettings Read(JsonElement request, MachineSettings? present) =>
        new(
            request.Member("loggingConfiguration")?.Clone() ?? present?.Logging,
            request.Member("tracingConfiguration")?.Clone() ?? present?.Tracing,
            request.Member("encryptionConfiguration")?.Clone() ?? present?.Encryption
        );

    public bool IsSameAs(MachineSettings other) =>
        JsonElement.DeepEquals(Logging ?? NoLogging, other.Logging ?? NoLogging)
        && JsonElement.DeepEquals(Tracing ?? NoTracing, other.Tracing ?? NoTracing)
        && JsonElement.DeepEquals(Encryption ?? NoEncryption, other.Encryption ?? NoEncryption);

    public void WriteTo(Utf8JsonWriter writer)
    {
        Write(writer, "loggingConfiguration", Logging, NoLogging);
        Write(writer, "tracingConfiguration", Tracing, NoTracing);
        Write(writer, "encryptionConfiguration", Encryption, NoEncryption);
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonElement? given, JsonElement defaults)
    {
        writer.WriteStartObject(name);
        if (given is { } value)
        {
            foreach (var member in value.EnumerateObject())
            {
                member.WriteTo(writer);
            }
        }

        foreach (var member in defaults.EnumerateObject())
        {
            if (given is null || !given.Value.TryGetProperty(member.Name, out _))
            {
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }
}
