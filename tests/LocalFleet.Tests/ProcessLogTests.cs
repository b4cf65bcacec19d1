using LocalFleet.Processes;

namespace LocalFleet.Tests;

public sealed class ProcessLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-log-").FullName;
    private readonly List<string> _errors = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{"Timestamp":"…","LogLevel":"Error","Category":"x","Message":"No such activity"}""", "No such activity")]
    [InlineData("""{"LogLevel":"Critical","Mes""", """{"LogLevel":"Critical","Mes""")]
    [InlineData("12:00:00 fail: Workers.Hosting[1] No such queue", "12:00:00 fail: Workers.Hosting[1] No such queue")]
    [InlineData("Unhandled exception. System.Exception: x", "Unhandled exception. System.Exception: x")]
    public void Add_ErrorLine_IsShown(string line, string shown)
    {
        using var log = new ProcessLog(_folder, "Worker", _errors.Add);

        log.Add(line);

        Assert.Equal([shown], _errors);
    }

    [Theory]
    [InlineData("""{"LogLevel":"Information","Message":"Error is only a word here"}""")]
    [InlineData("12:00:00 info: all is well")]
    public void Add_OtherLine_IsOnlyInTheFile(string line)
    {
        using var log = new ProcessLog(_folder, "Worker", _errors.Add);

        log.Add(line);

        Assert.Empty(_errors);
        Assert.Equal(line, log.Tail);
    }

    [Fact]
    public void Add_ManyErrors_ShowsTheFirstAndNamesTheFile()
    {
        using var log = new ProcessLog(_folder, "Worker", _errors.Add);

        for (var number = 0; number < 50; number++)
        {
            log.Add($"fail: {number}");
        }

        Assert.Equal(["fail: 0", "fail: 1", "fail: 2", "fail: 3", "fail: 4", $"more errors, if any, are only in {log.Path}"], _errors);
        Assert.StartsWith("fail: 30", log.Tail, StringComparison.Ordinal);
    }
}
