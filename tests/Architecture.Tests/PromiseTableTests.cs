using System.Globalization;
using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>The tables of tests/README.md name tests that are there and run.</summary>
public sealed partial class PromiseTableTests
{
    private static readonly Lazy<HashSet<string>> Tests = new(FindTests);

    public static TheoryData<string, string> Rows =>
        [.. Read().Select(row => new TheoryDataRow<string, string>(row.Name, row.Text) { TestDisplayName = row.Name })];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_row_names_tests_and_all_of_them_are_there(string name, string row)
    {
        var named = TestName().Matches(row).Select(match => match.Groups[1].Value).ToList();

        Assert.True(named.Count > 0, $"{name} names no test.");
        Assert.Empty(named.Except(Tests.Value, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Promises", 11)]
    [InlineData("Pains known from elsewhere", 11)]
    [InlineData("Defects known from other runtimes", 8)]
    [InlineData("What we have not seen elsewhere", 8)]
    [InlineData("Calls from outside", 4)]
    public void No_row_of_a_table_is_lost(string table, int rows)
    {
        var numbers = Read().Where(row => row.Table == table).Select(row => row.Number);

        Assert.Equal(Enumerable.Range(1, rows), numbers);
    }

    [Fact]
    public void A_test_that_is_skipped_or_only_said_to_be_one_does_not_count()
    {
        const string Source = """
            public sealed class SampleTests
            {
                [Fact]
                public void Runs() { }

                [Theory(Skip = "not now")]
                [InlineData(1)]
                public async Task Is_skipped(int number) { }

                [Theory]
                [InlineData("a[]", 1)]
                [MemberData(
                    nameof(Rows)
                )]
                public async Task<int> Runs_too(
                    string text) { }

                public void Is_no_test() { }
            }
            """;

        Assert.Equal(["SampleTests.Runs", "SampleTests.Runs_too"], TestsIn(Source).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(string Table, int Number, string Name, string Text)> Read()
    {
        var table = "";
        foreach (var line in Repository.Read("tests/README.md").Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                table = line[3..].Trim();
            }
            else if (Row().Match(line) is { Success: true } row)
            {
                var number = int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture);
                yield return (table, number, $"{table}, {number}: {row.Groups[2].Value.Trim()}", line);
            }
        }
    }

    private static HashSet<string> FindTests() =>
        [.. Repository.Files("*.cs", "tests").SelectMany(path => TestsIn(File.ReadAllText(path)))];

    // A test's class is the last one declared before it: helpers with tests of their own do not come in between.
    private static IEnumerable<string> TestsIn(string source)
    {
        var classes = Class().Matches(source);
        foreach (var test in Test().Matches(source).Where(test => !test.Groups[1].Value.Contains("Skip", StringComparison.Ordinal)))
        {
            if (classes.LastOrDefault(one => one.Index < test.Index) is { } declared)
            {
                yield return $"{declared.Groups[1].Value}.{test.Groups[2].Value}";
            }
        }
    }

    [GeneratedRegex(@"^\| (\d+) \| ([^|]+)\|")]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^(?:public|internal) (?:(?:sealed|abstract|static|partial) )*class (\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    // From the attribute to the method that follows it; other attributes may stand between.
    [GeneratedRegex(
        @"^    \[((?:Fact|Theory)\b[^\n]*)\]\s*\n(?:(?!    (?:public|private|protected|internal) ).*\n)*?    public (?:async )?(?:Task(?:<\w+>)?|ValueTask|void) (\w+)\(",
        RegexOptions.Multiline
    )]
    private static partial Regex Test();
}
