using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>The build's analyzers for trimming and Native AOT are on, and what they find is an error.</summary>
public sealed class NativeAotTests
{
    [Fact]
    public void What_teams_build_on_is_held_to_Native_AOT_by_the_build()
    {
        var common = XDocument.Parse(Repository.Read("Directory.Build.props"));

        Assert.Equal("true", Assert.Single(common.Descendants("IsAotCompatible")).Value);
        Assert.Equal("true", Assert.Single(common.Descendants("TreatWarningsAsErrors")).Value);
        foreach (var project in Repository.Files("*.csproj", "shared", "workers"))
        {
            var settings = XDocument.Load(project).Descendants().ToLookup(element => element.Name.LocalName, element => element.Value);
            Assert.DoesNotContain("false", settings["IsAotCompatible"].Concat(settings["TreatWarningsAsErrors"]));
            Assert.All(settings["NoWarn"], codes => Assert.DoesNotMatch(@"\bIL\d", codes));
        }
    }
}
