namespace Workers.Emulator.StatesLanguage;

/// <summary>An error by name that ends a state: the interpreter offers it to the state's retriers and catchers, then fails the execution with it.</summary>
/// <param name="error">The error's name, for example <c>States.Runtime</c>.</param>
/// <param name="cause">What happened, without the words that name the state and the event.</param>
/// <param name="needsStatePrefix">
/// Whether Step Functions puts "An error occurred while executing the state 'NAME' (entered at the event id #N). " before the cause.
/// </param>
internal sealed class StatesErrorException(string error, string? cause, bool needsStatePrefix = true)
    : Exception(cause is null ? error : $"{error}: {cause}")
{
    public string Error { get; } = error;

    public string? Cause { get; } = cause;

    public bool NeedsStatePrefix { get; } = needsStatePrefix;

    /// <summary>The field whose evaluation failed, where the history tells it.</summary>
    public string? Location { get; init; }

    /// <summary>Whether it is the value of a Wait state's field that is wrong, which is found out when the wait has begun.</summary>
    public bool IsFoundLate { get; init; }

    /// <summary>The evaluation of a JSONata field failed.</summary>
    /// <param name="cause">What happened.</param>
    /// <param name="location">The field; null when the history does not tell it.</param>
    public static StatesErrorException OfQuery(string cause, string? location) =>
        new(ErrorNames.QueryEvaluationError, cause) { Location = location };

    /// <summary>The whole cause as Step Functions reports it.</summary>
    /// <param name="stateName">The state that failed.</param>
    /// <param name="enteredEventId">The id of the event by which the state was entered.</param>
    public string? DescribeCause(string stateName, long enteredEventId) =>
        NeedsStatePrefix
            ? $"An error occurred while executing the state '{stateName}' (entered at the event id #{enteredEventId}). {Cause}"
            : Cause;
}
