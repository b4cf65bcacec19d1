using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JobWorker.Tests.Support;

namespace JobWorker.Tests.Poller;

/// <summary>What both definitions of the pattern must have.</summary>
public sealed partial class DefinitionTests
{
    [Theory]
    [InlineData("definition")]
    [InlineData("loop")]
    public void Every_call_has_a_time_limit_and_is_tried_again(string file)
    {
        var machine = JsonNode.Parse(JobPoller.Render(file, JobPoller.Variables()))!;

        var limit = machine["TimeoutSeconds"]!.GetValue<int>();
        var tasks = machine["States"]!.AsObject().Where(state => (string?)state.Value!["Type"] == "Task").ToList();

        Assert.NotEmpty(tasks);
        Assert.All(
            tasks,
            task =>
            {
                Assert.InRange(task.Value!["TimeoutSeconds"]!.GetValue<int>(), 1, limit - 1);
                Assert.NotEmpty(task.Value!["Retry"]!.AsArray());
            }
        );
    }

    [Fact]
    public void Whatever_fails_once_the_reply_queue_is_there_leads_to_its_removal()
    {
        var states = JsonNode.Parse(JobPoller.Render("definition", JobPoller.Variables()))!["States"]!;

        foreach (var name in (string[])["SendJob", "Follow"])
        {
            var caught = Assert.Single(states[name]!["Catch"]!.AsArray());
            Assert.Equal("States.ALL", (string?)Assert.Single(caught!["ErrorEquals"]!.AsArray()));
            Assert.Equal("RemoveReplyQueue", (string?)states[(string)caught["Next"]!]!["Next"]);
        }
    }

    [Theory]
    [InlineData("definition")]
    [InlineData("loop")]
    public void The_readme_explains_every_variable(string file)
    {
        var readme = File.ReadAllText(Path.Combine(JobPoller.Pattern, "README.md"));
        var template = File.ReadAllText(Path.Combine(JobPoller.Pattern, $"{file}.asl.json"));

        Assert.All(
            Variable().Matches(template).Select(match => match.Groups[1].Value).Distinct(),
            variable => Assert.Contains($"| `{variable}` |", readme, StringComparison.Ordinal)
        );
    }

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();
}
