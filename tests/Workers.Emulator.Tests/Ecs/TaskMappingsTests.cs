using Workers.Emulator.Ecs.Processes;
using Workers.Emulator.Server;

namespace Workers.Emulator.Tests.Ecs;

public sealed class TaskMappingsTests
{
    [Theory]
    [InlineData("post-ledger=dotnet post-ledger.dll", "dotnet|post-ledger.dll")]
    [InlineData("post-ledger=\"/a b/c\" --x='1 2' ''", "/a b/c|--x=1 2|")]
    public void Option_IsAFamilyAndItsWords(string option, string words)
    {
        var commandLine = CommandLine.Parse(["--task", option]);

        Assert.Equal(words, string.Join('|', commandLine.Tasks["post-ledger"].EntryPoint));
    }

    [Theory]
    [InlineData("post-ledger")]
    [InlineData("=command")]
    [InlineData("post-ledger= ")]
    [InlineData("post-ledger=\"open")]
    public void Option_OfAnotherForm_IsRefused(string option)
    {
        var error = Assert.Throws<CommandLineException>(() => CommandLine.Parse(["--task", option]));

        Assert.Contains("An example: --task", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_NamesFamiliesByLinesOrObjects()
    {
        var tasks = TaskMappings.ParseFile(
            """
            {
              // A comment is welcome.
              "one": "program argument",
              "two": {"entryPoint": ["program"], "command": ["default"], "environment": {"A": "a"}, "workingDirectory": "/tmp"},
            }
            """
        );

        Assert.Equal(["program", "argument"], tasks["one"].EntryPoint);
        Assert.Equal(["default"], tasks["two"].Command);
        Assert.Equal("a", tasks["two"].Environment["A"]);
        Assert.Equal("/tmp", tasks["two"].WorkingDirectory);
    }

    [Theory]
    [InlineData("[", "it is not JSON")]
    [InlineData("[]", "it is not a JSON object")]
    [InlineData("""{"one":1}""", "the family 'one' is neither a command line nor an object")]
    [InlineData("""{"one":{}}""", "the family 'one' has no entryPoint")]
    [InlineData("""{"one":{"entryPoint":["p"],"image":"x"}}""", "the family 'one' has 'image', which is unknown")]
    [InlineData("""{"one":{"entryPoint":"p"}}""", "the 'entryPoint' of the family 'one' is not a list of texts")]
    [InlineData("""{"one":"p","one":"q"}""", "it names a family twice")]
    public void File_OfAnotherForm_IsRefusedWithTheReason(string text, string reason)
    {
        var error = Assert.Throws<FormatException>(() => TaskMappings.ParseFile(text));

        Assert.StartsWith(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsNotThere_IsRefused()
    {
        var error = Assert.Throws<CommandLineException>(() => CommandLine.Parse(["--tasks", "/no/such/file.json"]));

        Assert.Contains("'/no/such/file.json' of --tasks", error.Message, StringComparison.Ordinal);
    }
}
