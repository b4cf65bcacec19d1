using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>What is restored is what was tested and audited.</summary>
public sealed class PackageTests
{
    [Fact]
    public void Every_package_has_one_exact_version_for_all_projects()
    {
        var versions = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion").ToList();
        Assert.NotEmpty(versions);
        Assert.All(versions, package => Assert.Matches(@"^\d+(\.\d+){2,3}$", (string)package.Attribute("Version")!));
        Assert.Equal(versions.Count, versions.Select(package => (string)package.Attribute("Include")!).Distinct().Count());

        foreach (var project in Repository.Files("*.csproj", "shared", "workers", "tests"))
        {
            var references = XDocument.Load(project).Descendants("PackageReference");
            Assert.DoesNotContain(references, one => one.Attribute("Version") is not null || one.Attribute("VersionOverride") is not null);
        }
    }

    [Fact]
    public void The_build_audits_all_packages_and_fails_on_any_finding()
    {
        var common = XDocument.Parse(Repository.Read("Directory.Build.props"));

        Assert.Equal("true", Assert.Single(common.Descendants("NuGetAudit")).Value);
        Assert.Equal("all", Assert.Single(common.Descendants("NuGetAuditMode")).Value);
        var tolerated = common.Descendants().Where(element => element.Name.LocalName is "WarningsNotAsErrors" or "NoWarn");
        Assert.All(tolerated, codes => Assert.DoesNotMatch("NU190[1-4]", codes.Value));
    }
}
