using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>An error that a state ends with; without a name or a cause where a worker gave none.</summary>
internal sealed record StateError(string? Error, string? Cause)
{
    /// <summary>The time ran out. Histories tell no cause; catchers get an empty one.</summary>
    public static StateError Timeout { get; } = new(ErrorNames.Timeout, null) { CauseForCatcher = "" };

    /// <summary>More children of a distributed Map failed than may.</summary>
    public static StateError ToleranceExceeded { get; } =
        new("States.ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded");

    public string? CauseForCatcher { get; init; } = Cause;

    /// <summary>The error as a catcher hands it on.</summary>
    public JsonElement ToOutput() =>
        Json.Build(
            this,
            static (writer, value) =>
            {
                writer.WriteStartObject();
                writer.WriteString("Error"u8, value.Error);
                writer.WriteString("Cause"u8, value.CauseForCatcher);
                writer.WriteEndObject();
            }
        );
}

/// <summary>How a state, a branch or a whole machine ended.</summary>
internal readonly struct StateResult
{
    private StateResult(Payload? output, string? next, StateError? error)
    {
        Output = output;
        Next = next;
        Error = error;
    }

    /// <summary>The execution was stopped, or another branch failed: nothing more is to be recorded.</summary>
    public static StateResult Stopped => default;

    /// <summary>What came out; null unless it succeeded.</summary>
    public Payload? Output { get; }

    /// <summary>The state that follows; null at the end.</summary>
    public string? Next { get; }

    /// <summary>The error; null unless it failed.</summary>
    public StateError? Error { get; }

    public bool IsStopped => Output is null && Error is null;

    public static StateResult Succeeded(Payload output, string? next = null) => new(output, next, null);

    public static StateResult Failed(string? error, string? cause) => new(null, null, new StateError(error, cause));

    public static StateResult Failed(StateError error) => new(null, null, error);
}
