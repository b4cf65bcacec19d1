using System.Text;
using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>Create, describe, list, update, delete and validate state machines.</summary>
internal sealed class StateMachineApi(
    EmulatorContext context,
    Arns arns,
    StateMachineStore store,
    ExecutionStore executions,
    IntegrationCatalog integrations
)
{
    private const int LongestDefinition = 1_048_576;

    public void AddTo(IDictionary<string, AwsOperation> operations)
    {
        operations.Add("CreateStateMachine", CreateStateMachine);
        operations.Add("DescribeStateMachine", DescribeStateMachine);
        operations.Add("ListStateMachines", ListStateMachines);
        operations.Add("UpdateStateMachine", UpdateStateMachine);
        operations.Add("DeleteStateMachine", DeleteStateMachine);
        operations.Add("DescribeStateMachineForExecution", DescribeStateMachineForExecution);
        operations.Add("ValidateStateMachineDefinition", ValidateStateMachineDefinition);
    }

    private ValueTask CreateStateMachine(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var name = request.RequiredName();
        var isExpress = IsExpress(request);
        var text = request.RequiredText("definition");
        var roleArn = request.RequiredArn("roleArn");
        Arns.RequirePrefix(roleArn);
        var (publishes, versionDescription) = Publication(request);
        var now = context.TimeProvider.Now();
        var definition = Parse(text, isExpress);
        var machine = new StateMachine(
            name,
            arns.StateMachine(name),
            isExpress,
            now,
            new StateMachineRevision
            {
                DefinitionText = text,
                Definition = definition,
                Resources = integrations.Resolve(definition, name),
                RoleArn = roleArn,
                Settings = MachineSettings.Read(request, present: null),
                Updated = now,
            }
        );
        machine.Tags.Add(request);
        var found = store.GetOrAdd(machine);
        if (!ReferenceEquals(found, machine) && !IsSame(found, machine))
        {
            throw SfnErrors.StateMachineAlreadyExists(machine.Arn);
        }

        response.WriteString("stateMachineArn"u8, found.Arn);
        response.WriteInstant("creationDate", found.Created);
        Publish(publishes, versionDescription, found, response);
        return ValueTask.CompletedTask;
    }

    private static (bool Publishes, string? Description) Publication(JsonElement request)
    {
        var publishes = request.Flag("publish");
        var description = request.Text("versionDescription");
        return publishes || description is null
            ? (publishes, description)
            : throw SfnErrors.Validation("Version description can only be set when publish is true");
    }

    private void Publish(bool publishes, string? description, StateMachine machine, Utf8JsonWriter response)
    {
        if (publishes)
        {
            var version = machine.Releases.Publish(machine.Revision, description, context.TimeProvider.Now());
            response.WriteString("stateMachineVersionArn"u8, version.Arn);
        }
    }

    // Role and tags are not compared: AWS ignores how they differ.
    private static bool IsSame(StateMachine one, StateMachine other) =>
        one.IsExpress == other.IsExpress
        && one.Revision.DefinitionText == other.Revision.DefinitionText
        && one.Revision.Settings.IsSameAs(other.Revision.Settings);

    private ValueTask DescribeStateMachine(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var target = store.Resolve(request.RequiredArn("stateMachineArn"));
        var version = target.VersionArn is null ? null : target.Machine.Releases.FindVersion(target.VersionArn);
        response.WriteString("status"u8, "ACTIVE"u8);
        response.WriteString("type"u8, target.Machine.Type);
        response.WriteInstant("creationDate", version?.Created ?? target.Machine.Created);
        if (version?.Description is not null)
        {
            response.WriteString("description"u8, version.Description);
        }

        WriteRevision(response, target.VersionArn ?? target.Machine.Arn, target.Machine, target.Revision);
        return ValueTask.CompletedTask;
    }

    private ValueTask DescribeStateMachineForExecution(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var execution = executions.Get(request.RequiredArn("executionArn"));
        response.WriteInstant("updateDate", execution.Revision.Updated);
        WriteRevision(response, execution.VersionArn ?? execution.Machine.Arn, execution.Machine, execution.Revision);
        return ValueTask.CompletedTask;
    }

    private static void WriteRevision(Utf8JsonWriter response, string arn, StateMachine machine, StateMachineRevision revision)
    {
        response.WriteString("stateMachineArn"u8, arn);
        response.WriteString("name"u8, machine.Name);
        response.WriteString("definition"u8, revision.DefinitionText);
        response.WriteString("roleArn"u8, revision.RoleArn);
        revision.Settings.WriteTo(response);
        if (revision.RevisionId is not null)
        {
            response.WriteString("revisionId"u8, revision.RevisionId);
        }

        WriteVariableReferences(response, revision.Definition.VariableReferences());
    }

    private static void WriteVariableReferences(Utf8JsonWriter response, IReadOnlyDictionary<string, IReadOnlyList<string>> references)
    {
        if (references.Count == 0)
        {
            return;
        }

        response.WriteStartObject("variableReferences"u8);
        foreach (var (state, variables) in references)
        {
            response.WriteStartArray(state);
            foreach (var variable in variables)
            {
                response.WriteStringValue(variable);
            }

            response.WriteEndArray();
        }

        response.WriteEndObject();
    }

    private ValueTask ListStateMachines(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var page = request.Page();
        var all = store.All;
        page.Write(
            response,
            "stateMachines",
            all,
            (writer, machine) =>
            {
                writer.WriteString("stateMachineArn"u8, machine.Arn);
                writer.WriteString("name"u8, machine.Name);
                writer.WriteString("type"u8, machine.Type);
                writer.WriteInstant("creationDate", machine.Created);
            }
        );
        return ValueTask.CompletedTask;
    }

    private ValueTask UpdateStateMachine(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var machine = store.Get(request.RequiredArn("stateMachineArn"));
        var text = request.Text("definition");
        var roleArn = request.Text("roleArn");
        var (publishes, versionDescription) = Publication(request);
        if (
            text is null
            && roleArn is null
            && !publishes
            && request.Member("loggingConfiguration") is null
            && request.Member("tracingConfiguration") is null
            && request.Member("encryptionConfiguration") is null
        )
        {
            throw SfnErrors.MissingRequiredParameter(
                "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified"
            );
        }

        var present = machine.Revision;
        var settings = MachineSettings.Read(request, present.Settings);
        var changes =
            (text ?? present.DefinitionText) != present.DefinitionText
            || (roleArn ?? present.RoleArn) != present.RoleArn
            || !settings.IsSameAs(present.Settings);
        if (publishes && !changes)
        {
            response.WriteInstant("updateDate", present.Updated);
            Publish(publishes, versionDescription, machine, response);
            return ValueTask.CompletedTask;
        }

        var definition = text is null ? present.Definition : Parse(text, machine.IsExpress);
        machine.Revision = present with
        {
            DefinitionText = text ?? present.DefinitionText,
            Definition = definition,
            Resources = text is null ? present.Resources : integrations.Resolve(definition, machine.Name),
            RoleArn = roleArn ?? present.RoleArn,
            Settings = settings,
            RevisionId = Guid.NewGuid().ToString(),
            Updated = context.TimeProvider.Now(),
        };
        response.WriteInstant("updateDate", machine.Revision.Updated);
        response.WriteString("revisionId"u8, machine.Revision.RevisionId);
        Publish(publishes, versionDescription, machine, response);
        return ValueTask.CompletedTask;
    }

    private ValueTask DeleteStateMachine(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var arn = request.RequiredArn("stateMachineArn");
        Arns.Split(arn);
        if (store.Remove(arn))
        {
            executions.ForgetClosed(arn);
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask ValidateStateMachineDefinition(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var diagnostics = StateMachineDefinition.Validate(request.RequiredText("definition"), IsExpress(request));
        response.WriteString("result"u8, diagnostics.Any(diagnostic => diagnostic.IsError) ? "FAIL"u8 : "OK"u8);
        response.WriteStartArray("diagnostics"u8);
        foreach (var diagnostic in diagnostics)
        {
            response.WriteStartObject();
            response.WriteString("severity"u8, diagnostic.IsError ? "ERROR"u8 : "WARNING"u8);
            response.WriteString("code"u8, diagnostic.Code);
            response.WriteString("message"u8, diagnostic.Message);
            if (diagnostic.Location is not null)
            {
                response.WriteString("location"u8, diagnostic.Location);
            }

            response.WriteEndObject();
        }

        response.WriteEndArray();
        response.WriteBoolean("truncated"u8, false);
        return ValueTask.CompletedTask;
    }

    private static bool IsExpress(JsonElement request) =>
        request.Text("type") switch
        {
            null or "STANDARD" => false,
            "EXPRESS" => true,
            var type => throw SfnErrors.Constraint("type", type, "Member must satisfy enum value set: [STANDARD, EXPRESS]"),
        };

    private static StateMachineDefinition Parse(string text, bool isExpress)
    {
        if (Encoding.UTF8.GetByteCount(text) > LongestDefinition)
        {
            throw SfnErrors.Constraint("definition", null, $"Member must have length less than or equal to {LongestDefinition}");
        }

        try
        {
            return StateMachineDefinition.Parse(text, isExpress);
        }
        catch (InvalidDefinitionException invalid)
        {
            throw SfnErrors.InvalidDefinition(invalid.Message);
        }
    }
}
