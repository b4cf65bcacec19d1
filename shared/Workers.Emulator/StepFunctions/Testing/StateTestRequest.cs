using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>What TestState is asked: a state, its input, and what its work would answer.</summary>
internal sealed record StateTestRequest
{
    // What a state is called that is given without its machine.
    private const string UnnamedState = "StateName";

    public required State State { get; init; }

    public required JsonElement Input { get; init; }

    public JsonElement? Result { get; private init; }

    public StateError? Error { get; private init; }

    public JsonElement? Context { get; private init; }

    public required IReadOnlyDictionary<string, JsonElement> Variables { get; init; }

    public bool IsInspected { get; private init; }

    public string? RoleArn { get; private init; }

    /// <summary>How often the matching retrier has retried already.</summary>
    public int RetryCount { get; private init; }

    /// <summary>How many iterations of a Map fail; null when the test does not say.</summary>
    public int? FailedIterations { get; private init; }

    /// <summary>What a Map's ItemReader reads.</summary>
    public JsonElement? ReaderItems { get; private init; }

    public bool IsMocked => Result is not null || Error is not null;

    /// <exception cref="AwsErrorException">InvalidDefinition, InvalidExecutionInput or ValidationException.</exception>
    public static StateTestRequest Read(JsonElement request)
    {
        var state = FindState(request.RequiredText("definition"), request.Text("stateName"));
        var mock = request.Member("mock");
        var configuration = request.Member("stateConfiguration");
        var input = request.Text("input") ?? "{}";
        if (mock is not null && request.Flag("revealSecrets"))
        {
            throw SfnErrors.Validation("TestState does not support RevealSecrets when a mock is specified.");
        }

        var error = mock?.Member("errorOutput");
        var test = new StateTestRequest
        {
            State = state,
            Input = JsonText.TryParse(input, out var reason) ?? throw SfnErrors.InvalidExecutionInput(reason),
            Result = mock?.Text("result") is { } result ? ParseJson(result, "Mocked result must be valid JSON") : null,
            Error = error is null ? null : new StateError(error.Value.Text("error"), error.Value.Text("cause")),
            Context = request.Text("context") is { } context
                ? ParseJson(context, "Invalid Context object provided: must be valid JSON")
                : null,
            Variables = ReadVariables(request),
            IsInspected = request.Text("inspectionLevel") is "DEBUG" or "TRACE",
            RoleArn = request.Text("roleArn"),
            RetryCount = configuration?.Integer("retrierRetryCount") ?? 0,
            FailedIterations = configuration?.Integer("mapIterationFailureCount"),
            ReaderItems = configuration?.Text("mapItemReaderData") is { } items
                ? ParseJson(items, "Map item reader data must be valid JSON")
                : null,
        };
        test.Check(mock?.Text("fieldValidationMode") ?? "STRICT");
        return test;
    }

    private static State FindState(string definition, string? name)
    {
        try
        {
            return name is null ? StateMachineDefinition.ParseState(UnnamedState, definition)
                : StateMachineDefinition.Parse(definition).Find(name) is { } state ? state
                : throw SfnErrors.Validation($"State '{name}' does not exist in the definition");
        }
        catch (InvalidDefinitionException invalid)
        {
            throw SfnErrors.InvalidDefinition(invalid.Message);
        }
    }

    private static JsonElement ParseJson(string text, string complaint) =>
        JsonText.TryParse(text, out _) ?? throw SfnErrors.Validation(complaint);

    private static Dictionary<string, JsonElement> ReadVariables(JsonElement request)
    {
        if (request.Text("variables") is not { } text)
        {
            return [];
        }

        var variables = ParseJson(text, "Variables must be a valid JSON object");
        return variables.ValueKind == JsonValueKind.Object
            ? variables.EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal)
            : throw SfnErrors.Validation("Variables must be a valid JSON object");
    }

    private void Check(string validationMode)
    {
        if (IsMocked && State is not WorkState)
        {
            throw SfnErrors.Validation($"State type '{State.Type}' is not supported when a mock is specified");
        }

        if (!IsMocked && FailedIterations is not null)
        {
            throw SfnErrors.Validation("TestState does not support MapIterationFailureCount when a mock is not specified.");
        }

        if (!IsMocked && State is TaskState && RoleArn is null)
        {
            throw SfnErrors.Validation("RoleArn must be specified when testing a Task state");
        }

        if (Context?.TryGetProperty("Task", out _) == true && !HasToken)
        {
            throw SfnErrors.Validation(
                "Invalid Context object provided: Context object contains 'Task' when state is not a Task state with a '.sync' or "
                    + "'.waitForTaskToken' service integration pattern"
            );
        }

        if (Result is { } result)
        {
            CheckResult(result, validationMode);
        }
    }

    private bool HasToken =>
        State is TaskState task
        && (
            task.Resource.Contains(".waitForTaskToken", StringComparison.Ordinal)
            || task.Resource.Contains(".sync", StringComparison.Ordinal)
        );

    private void CheckResult(JsonElement result, string validationMode)
    {
        switch (State)
        {
            case TaskState task when validationMode != "NONE":
                MockShapes.Check(task.Resource, result, requiresAll: validationMode == "STRICT");
                break;
            case ParallelState when result.ValueKind != JsonValueKind.Array:
            case MapState { ResultWriter: null } when result.ValueKind != JsonValueKind.Array:
                throw SfnErrors.Validation("Mocked result must be an array.");
            case ParallelState parallel when result.GetArrayLength() != parallel.Branches.Count:
                throw SfnErrors.Validation("Mocked result must contain the same number of items as number of Parallel branches.");
            case MapState { ResultWriter: not null } when result.ValueKind != JsonValueKind.Object:
                throw SfnErrors.Validation("Mocked result must be a JSON object.");
        }
    }
}
