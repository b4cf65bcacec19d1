namespace Workers.Emulator.StatesLanguage;

/// <summary>One finding about a definition, as ValidateStateMachineDefinition reports it.</summary>
/// <param name="Code">For example <c>SCHEMA_VALIDATION_FAILED</c>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Location">Where, for example <c>/States/Pay/Next</c>; null when the text is no definition at all.</param>
/// <param name="IsError">Whether it makes the definition unusable; otherwise it is a warning.</param>
internal sealed record DefinitionDiagnostic(string Code, string Message, string? Location, bool IsError = true);

/// <summary>The text is no valid definition; the message is the one that the API's InvalidDefinition error carries.</summary>
/// <param name="diagnostics">The errors found, in the definition's order.</param>
internal sealed class InvalidDefinitionException(IReadOnlyList<DefinitionDiagnostic> diagnostics) : Exception(Describe(diagnostics))
{
    public IReadOnlyList<DefinitionDiagnostic> Diagnostics { get; } = diagnostics;

    private static string Describe(IReadOnlyList<DefinitionDiagnostic> diagnostics) =>
        $"Invalid State Machine Definition: '{string.Join(", ", diagnostics.Where(d => d.IsError).Select(Describe))}'";

    // A finding without a place is told with the word null.
    private static string Describe(DefinitionDiagnostic diagnostic) =>
        $"{diagnostic.Code}: {diagnostic.Message} at {diagnostic.Location ?? "null"}";
}

/// <summary>The codes of <see cref="DefinitionDiagnostic"/>.</summary>
internal static class DiagnosticCodes
{
    public const string InvalidJson = "INVALID_JSON_DESCRIPTION";
    public const string Schema = "SCHEMA_VALIDATION_FAILED";
    public const string InvalidJsonata = "INVALID_JSONATA_EXPRESSION";
    public const string UnsupportedJsonata = "UNSUPPORTED_JSONATA_EXPRESSION";
    public const string MissingTransitionTarget = "MISSING_TRANSITION_TARGET";
    public const string MissingEndState = "MISSING_END_STATE";
}
