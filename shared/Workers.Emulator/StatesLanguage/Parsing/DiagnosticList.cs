namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Collects what is wrong with a definition.</summary>
internal sealed class DiagnosticList
{
    private readonly List<DefinitionDiagnostic> diagnostics = [];

    public bool HasErrors => diagnostics.Exists(diagnostic => diagnostic.IsError);

    /// <summary>Adds a violation of the schema.</summary>
    public void Schema(string message, string location) => Add(DiagnosticCodes.Schema, message, location);

    public void Add(string code, string message, string? location) =>
        diagnostics.Add(new DefinitionDiagnostic(code, message, location is { Length: 0 } ? "/" : location));

    public IReadOnlyList<DefinitionDiagnostic> ToList() => [.. diagnostics];
}
