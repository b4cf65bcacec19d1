using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>Dependencies point one way: workers → Workers.Hosting → Workers.Aws; the emulator knows neither.</summary>
public sealed class DependencyArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Workers.Aws"] = [],
        ["Workers.Hosting"] = ["Workers.Aws"],
        ["Workers.Emulator"] = [],
        ["Workers.Testing"] = ["Workers.Emulator", "Workers.Hosting"],
        ["ActivityWorker"] = ["Workers.Hosting"],
        ["CallbackWorker"] = ["Workers.Hosting"],
        ["JobWorker"] = ["Workers.Hosting"],
        ["ApprovalWorker"] = ["Workers.Hosting"],
        ["DispatchWorker"] = ["Workers.Hosting"],
        ["RunOnceWorker"] = ["Workers.Hosting"],
        ["LocalFleet"] = ["Workers.Aws"],
    };

    public static TheoryData<string> Projects => [.. ProjectFiles().Select(Path.GetFileNameWithoutExtension).Select(name => name!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_its_arrow_allows(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var allowed), $"Decide which projects {project} may reference, and say so here.");

        var file = ProjectFiles().Single(path => Path.GetFileNameWithoutExtension(path) == project);
        var referenced = XDocument
            .Load(file)
            .Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));

        Assert.Empty(referenced.Except(allowed, StringComparer.Ordinal));
    }

    [Fact]
    public void Only_what_has_pages_or_callbacks_references_AspNetCore()
    {
        var withWebFramework = ProjectFiles()
            .Where(path => File.ReadAllText(path).Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension);

        Assert.Empty(withWebFramework.Except(["Workers.Emulator", "ApprovalWorker", "DispatchWorker", "LocalFleet"]));
    }

    private static IEnumerable<string> ProjectFiles() => Repository.Files("*.csproj", "shared", "workers");
}
