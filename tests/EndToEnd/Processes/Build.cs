namespace EndToEnd.Processes;

/// <summary>Where the build put the programs under test.</summary>
internal static class Build
{
    public static string LocalFleet => AssemblyOf("workers", "LocalFleet");

    public static string Emulator => AssemblyOf("shared", "Workers.Emulator");

    public static string ActivityWorker => AssemblyOf("workers", "ActivityWorker");

    public static string CallbackWorker => AssemblyOf("workers", "CallbackWorker");

    public static string Chaos => AssemblyOf("tests", "Chaos");

    private static string AssemblyOf(string folder, string project)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = framework.Parent!;
        var root = configuration;
        while (!File.Exists(Path.Combine(root.FullName, "Workers.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("Workers.sln is in no folder above the tests.");
        }

        return Path.Combine(root.FullName, folder, project, "bin", configuration.Name, framework.Name, $"{project}.dll");
    }
}
