namespace Definitions;

/// <summary>Finds the definitions of the repository.</summary>
internal static class PatternFolder
{
    /// <summary>The folder <c>terraform/patterns</c> of the repository that the program was built in.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none above the program.</exception>
    public static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var patterns = Path.Combine(folder, "terraform", "patterns");
            if (Directory.Exists(patterns))
            {
                return patterns;
            }
        }

        throw new DirectoryNotFoundException($"terraform/patterns is in no folder above {AppContext.BaseDirectory}.");
    }

    /// <summary>Every definition, as a path relative to the folder, in order.</summary>
    public static IReadOnlyList<string> Definitions(string patterns) =>
        [
            .. Directory
                .EnumerateFiles(patterns, "*.asl.json", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(patterns, file))
                .Order(StringComparer.Ordinal),
        ];
}
