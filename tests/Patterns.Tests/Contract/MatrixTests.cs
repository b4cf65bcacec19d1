using System.Reflection;
using Definitions;

namespace Patterns.Tests.Contract;

/// <summary>No pattern is without its row.</summary>
public sealed class MatrixTests
{
    // Parts of other definitions, and what other tests cover from end to end. A row takes its definition off this list.
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["claims/definition.asl.json"] = "activity-worker and callback-sqs in one, run by tests/EndToEnd and make run",
        ["job-poller/loop.asl.json"] = "part of job-poller/definition.asl.json",
        ["push/dispatch.asl.json"] = "part of push/definition.asl.json",
    };

    [Fact]
    public void Every_definition_has_a_row_or_a_reason()
    {
        var rows = Rows().SelectMany(row => row.Definitions).ToList();
        var all = PatternFolder.Definitions(PatternFolder.Find()).Select(path => path.Replace(Path.DirectorySeparatorChar, '/'));

        Assert.Equal(all.Order(StringComparer.Ordinal), rows.Concat(Elsewhere.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_row_says_which_definition_it_is_about() => Assert.All(Rows(), row => Assert.NotEmpty(row.Definitions));

    private static List<(Type Type, List<string> Definitions)> Rows() =>
        [
            .. typeof(MatrixTests)
                .Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(PatternContract)) && !type.IsAbstract)
                .Select(type => (type, type.GetCustomAttributes<PatternAttribute>().Select(pattern => pattern.Definition).ToList())),
        ];
}
