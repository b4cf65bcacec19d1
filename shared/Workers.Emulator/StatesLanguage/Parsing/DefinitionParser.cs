using System.Text.Json;

namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Reads a definition and collects what is wrong with it.</summary>
internal sealed class DefinitionParser(bool isExpress)
{
    public DiagnosticList Diagnostics { get; } = new();

    /// <summary>Reads a state machine; null, or unusable where diagnostics say so.</summary>
    public StateMachineDefinition? Parse(string json)
    {
        if (ReadObject(json, "Definition") is not { } root)
        {
            return null;
        }

        var fields = new FieldReader(root, string.Empty, QueryLanguage.JsonPath, Diagnostics);
        return ParseMachine(fields, isRoot: true);
    }

    /// <summary>Reads one state by itself, whose transitions may lead anywhere.</summary>
    public State? ParseSingleState(string name, string json)
    {
        if (ReadObject(json, "Definition") is not { } root)
        {
            return null;
        }

        var fields = new FieldReader(root, $"/States/{name}", QueryLanguage.JsonPath, Diagnostics);
        return new StateParser(this, QueryLanguage.JsonPath, isExpress).Parse(name, fields);
    }

    /// <summary>Reads a state machine, a branch or an item processor.</summary>
    public StateMachineDefinition? ParseMachine(FieldReader fields, bool isRoot)
    {
        fields.Require("States", "StartAt");
        if (isRoot)
        {
            fields = fields.WithLanguage(fields.Language("QueryLanguage"));
        }

        var startAt = fields.String("StartAt");
        var timeout = isRoot ? fields.Integer("TimeoutSeconds", 1, Limits.MaxSeconds) : null;
        var states = ParseStates(fields);
        if (startAt is null || states is null)
        {
            return null;
        }

        // Where the schema is violated, states are missing and transitions prove nothing.
        if (!Diagnostics.HasErrors)
        {
            TransitionChecker.Check(startAt, states, fields.Location, Diagnostics);
        }

        return new StateMachineDefinition
        {
            StartAt = startAt,
            States = states,
            TimeoutSeconds = timeout,
            QueryLanguage = fields.QueryLanguage,
            Comment = fields.String("Comment"),
            Version = fields.String("Version"),
        };
    }

    private OrderedDictionary<string, State>? ParseStates(FieldReader fields)
    {
        if (!fields.TryObject("States", out var container))
        {
            return null;
        }

        var states = new OrderedDictionary<string, State>(StringComparer.Ordinal);
        foreach (var member in container.EnumerateObject())
        {
            var location = $"{fields.Location}/States/{member.Name}";
            if (member.Name.Length > Limits.StateNameLength)
            {
                Diagnostics.Schema($"State name cannot exceed {Limits.StateNameLength} characters", location);
            }

            if (member.Value.ValueKind != JsonValueKind.Object)
            {
                Diagnostics.Schema("Expected value of type Object", location);
                continue;
            }

            var state = new StateParser(this, fields.QueryLanguage, isExpress).Parse(
                member.Name,
                new FieldReader(member.Value, location, fields.QueryLanguage, Diagnostics)
            );
            if (state is not null)
            {
                states[member.Name] = state;
            }
        }

        if (container.GetPropertyCount() == 0)
        {
            Diagnostics.Schema("Value cannot be empty", $"{fields.Location}/States");
        }

        return states;
    }

    private JsonElement? ReadObject(string json, string what)
    {
        try
        {
            if (!string.IsNullOrWhiteSpace(json) && Json.Parse(json) is { ValueKind: JsonValueKind.Object } root)
            {
                return root;
            }
        }
        catch (JsonException)
        {
            var (message, location) = JacksonMessages.Describe(json);
            Diagnostics.Add(DiagnosticCodes.InvalidJson, $"{message}\n at {location}", location);
            return null;
        }

        Diagnostics.Add(DiagnosticCodes.Schema, $"{what} must be a valid JSON object", location: null);
        return null;
    }
}
