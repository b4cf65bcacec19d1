namespace LocalFleet;

/// <summary>Finds what the build made: the programs lie in their own projects' folders, built in the same configuration as this one.</summary>
internal sealed class BuildOutput
{
    private readonly string _configurationAndFramework;

    private BuildOutput(string root, string configurationAndFramework)
    {
        Root = root;
        _configurationAndFramework = configurationAndFramework;
    }

    /// <summary>The repository's folder.</summary>
    public string Root { get; }

    /// <summary>Looks from this program's folder upwards.</summary>
    /// <exception cref="FleetException">This program does not lie in the repository.</exception>
    public static BuildOutput Locate()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var root = framework.Parent;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Workers.sln")))
        {
            root = root.Parent;
        }

        return root is null
            ? throw new FleetException(
                $"{AppContext.BaseDirectory} is not in the repository: Workers.sln is in no folder above it. Start the run with `make run`."
            )
            : new BuildOutput(root.FullName, Path.Combine(framework.Parent!.Name, framework.Name));
    }

    /// <summary>The assembly of a project.</summary>
    /// <exception cref="FleetException">It was not built.</exception>
    public string AssemblyOf(string folder, string project)
    {
        var path = Path.Combine(Root, folder, project, "bin", _configurationAndFramework, $"{project}.dll");
        return File.Exists(path) ? path : throw new FleetException($"{path} is missing. Build it with `dotnet build workers/LocalFleet`.");
    }
}
