namespace Architecture.Tests;

/// <summary>The files that the tests read.</summary>
internal static class Repository
{
    /// <summary>The folder of Workers.sln.</summary>
    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The files of a kind below some folders, without what builds have left there.</summary>
    public static IEnumerable<string> Files(string pattern, params string[] folders) =>
        folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories))
            .Where(path => !Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Workers.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Workers.sln is in no folder above the tests.");
        }

        return root;
    }
}
