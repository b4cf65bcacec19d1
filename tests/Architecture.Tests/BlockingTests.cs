using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>A thread that waits for a task may be the one that the task needs.</summary>
public sealed partial class BlockingTests
{
    [Fact]
    public void No_product_code_blocks_on_a_task()
    {
        var files = Repository.Files("*.cs", "shared/Workers.Aws", "shared/Workers.Hosting", "workers").ToList();
        Assert.True(files.Count > 100, "The sources are somewhere else now.");

        var blocking = files.SelectMany(path =>
            File.ReadLines(path)
                .Select((line, index) => (Line: line, Place: $"{Path.GetRelativePath(Repository.Root, path)}:{index + 1}"))
                .Where(one => Blocking().IsMatch(one.Line))
                .Select(one => $"{one.Place}: {one.Line.Trim()}")
        );

        Assert.Empty(blocking);
    }

    [Theory]
    [InlineData("_store.GetAsync(key).Result;")]
    [InlineData("stopping.Wait();")]
    [InlineData("RunAsync().GetAwaiter().GetResult();")]
    [InlineData("Task.WaitAll(polls);")]
    public void What_blocks_is_recognized(string line) => Assert.Matches(Blocking(), line);

    [GeneratedRegex(@"\.GetAwaiter\(\)\.GetResult\(|\.Wait\(|Task\.WaitA(ll|ny)\(|Async\([^;]*\)\.Result\b|\.WaitOne\(")]
    private static partial Regex Blocking();
}
