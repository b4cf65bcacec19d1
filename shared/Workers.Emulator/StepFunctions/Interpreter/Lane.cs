using System.Collections.Frozen;
using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>A line of states that run one after the other: the machine itself, a branch of a Parallel state, or an iteration of a Map state.</summary>
internal sealed class Lane : IContextObject
{
    private readonly Execution _execution;
    private readonly (int Index, JsonElement Value)? _item;
    private JsonElement? _context;

    /// <summary>The line of the machine itself.</summary>
    public Lane(Execution execution)
    {
        _execution = execution;
        Variables = FrozenDictionary<string, JsonElement>.Empty;
    }

    private Lane(Lane parent, (int Index, JsonElement Value)? item)
    {
        _execution = parent._execution;
        _item = item ?? parent._item;
        Variables = parent.Variables;
        Cursor = parent.Cursor;
    }

    /// <summary>The event that the next one follows.</summary>
    public int Cursor { get; set; }

    public IReadOnlyDictionary<string, JsonElement> Variables { get; set; }

    /// <summary>The state that the line is in; null when it has left it.</summary>
    public State? State { get; private set; }

    /// <summary>The input of that state.</summary>
    public Payload? Input { get; private set; }

    public DateTimeOffset Entered { get; private set; }

    /// <summary>The id of the event by which the state was entered.</summary>
    public int EnteredId { get; set; }

    /// <summary>The id of the event before that.</summary>
    public int BeforeEnteredId { get; set; }

    public int RetryCount { get; private set; }

    public string? TaskToken { get; private set; }

    /// <summary>The iteration that the line is, if it is one: the Map state's name and the item's index.</summary>
    public (string Map, int Index)? Iteration { get; init; }

    /// <summary>Gathers the branches or iterations of the present state's last attempt; null when it has none.</summary>
    public Join? Join { get; set; }

    /// <summary>The present state's map run; null when it has none.</summary>
    public MapRun? MapRun { get; set; }

    /// <summary>The lines that the present state runs.</summary>
    public IReadOnlyList<Lane> Children { get; set; } = [];

    /// <summary>Whether it is a branch or an iteration that made the present state's last attempt fail.</summary>
    public bool HasFailedBranch { get; set; }

    /// <summary>Whether the line is to record and to do nothing more.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Whether the line has run to its end.</summary>
    public bool IsDone { get; set; }

    /// <summary>Ends what the line waits for; null when it waits for nothing.</summary>
    public Action? EndWait { get; set; }

    public Lane Branch() => new(this, item: null);

    public Lane Iterate(string map, int index, JsonElement item) => new(this, (index, item)) { Iteration = (map, index) };

    public EvaluationScope Scope(JsonElement input) => new(input, this, Variables);

    /// <inheritdoc/>
    public DateTimeOffset Now => _execution.TimeProvider.GetUtcNow();

    /// <summary>What the line needs to go on later from its present state; null when it is in none.</summary>
    public RedrivePoint? ToRedrivePoint() =>
        State is null || Input is null
            ? null
            : new RedrivePoint(State, Input, Variables, Entered, EnteredId) { Branches = Join?.ToBranchPoints(), MapRun = MapRun };

    public void Enter(State state, DateTimeOffset now, Payload? input = null)
    {
        State = state;
        Input = input;
        Join = null;
        MapRun = null;
        Entered = now;
        RetryCount = 0;
        TaskToken = null;
        _context = null;
    }

    public void Leave()
    {
        State = null;
        Input = null;
        Join = null;
        MapRun = null;
    }

    public void CountRetry()
    {
        RetryCount++;
        TaskToken = null;
        _context = null;
    }

    public void UseToken(string? token)
    {
        TaskToken = token;
        _context = null;
    }

    /// <summary>Frees what can be made again: the line is to wait, perhaps for long.</summary>
    public void Rest() => _context = null;

    /// <summary>Sets variables; lines that branched off before keep theirs.</summary>
    public void Assign(JsonElement values)
    {
        var variables = new Dictionary<string, JsonElement>(Variables, StringComparer.Ordinal);
        foreach (var member in values.EnumerateObject())
        {
            variables[member.Name] = member.Value;
        }

        Variables = variables;
    }

    /// <inheritdoc/>
    public JsonElement ToJson() => _context ??= Json.Build(this, static (writer, lane) => lane.WriteContext(writer));

    private void WriteContext(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("Execution"u8);
        writer.WriteString("Id"u8, _execution.Arn);
        writer.WritePropertyName("Input"u8);
        writer.WriteRawValue(_execution.Input, skipInputValidation: true);
        writer.WriteString("StartTime"u8, Instants.ToIso(_execution.Started));
        writer.WriteString("Name"u8, _execution.Name);
        writer.WriteString("RoleArn"u8, _execution.Revision.RoleArn);
        if (!_execution.Machine.IsExpress)
        {
            writer.WriteNumber("RedriveCount"u8, _execution.RedriveCount);
            if (_execution.Redriven is { } redriven)
            {
                writer.WriteString("RedriveTime"u8, Instants.ToIso(redriven));
            }
        }

        writer.WriteEndObject();
        writer.WriteStartObject("StateMachine"u8);
        writer.WriteString("Id"u8, _execution.Machine.Arn);
        writer.WriteString("Name"u8, _execution.Machine.Name);
        writer.WriteEndObject();
        writer.WriteStartObject("State"u8);
        writer.WriteString("Name"u8, State?.Name);
        writer.WriteString("EnteredTime"u8, Instants.ToIso(Entered));
        if (State is WorkState)
        {
            writer.WriteNumber("RetryCount"u8, RetryCount);
        }

        writer.WriteEndObject();
        if (_item is { } item)
        {
            writer.WriteStartObject("Map"u8);
            writer.WriteStartObject("Item"u8);
            writer.WriteNumber("Index"u8, item.Index);
            writer.WritePropertyName("Value"u8);
            item.Value.WriteTo(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        if (TaskToken is not null)
        {
            writer.WriteStartObject("Task"u8);
            writer.WriteString("Token"u8, TaskToken);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
