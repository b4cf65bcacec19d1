using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Chaos.Effects;
using Chaos.Verdict;
using Chaos.Work;
using Workers.Aws.StepFunctions;

namespace Chaos.Tests;

public sealed class ExecutionCountTests
{
    private const string Number = "n1";

    [Theory]
    [InlineData(WorkKind.Charge)]
    [InlineData(WorkKind.Journal)]
    [InlineData(WorkKind.Letter)]
    [InlineData(WorkKind.Sequence)]
    public void The_right_output_with_its_effect_succeeds(object kind)
    {
        var item = Item((WorkKind)kind);

        var count = Count(item, Execution(Right(item)));

        Assert.Equal((1, 0, 0, 0), (count.Succeeded, count.Wrong, count.Lost, count.Hanging));
        Assert.Empty(count.Problems);
        Assert.Equal(TimeSpan.FromSeconds(3), count.Longest);
    }

    [Theory]
    [InlineData(WorkKind.Charge, "total", "1")]
    [InlineData(WorkKind.Charge, "id", "\"x2\"")]
    [InlineData(WorkKind.Charge, "number", "\"n2\"")]
    [InlineData(WorkKind.Journal, "secret", "\"\"")]
    [InlineData(WorkKind.Letter, "text", "\"we pay you 1 USD\"")]
    [InlineData(WorkKind.Letter, "subject", "\"Your claim x2: we pay\"")]
    public void Any_other_output_is_wrong(object kind, string member, string value)
    {
        var item = Item((WorkKind)kind);
        var output = Right(item);
        output[member] = JsonNode.Parse(value);

        Assert.Equal(1, Count(item, Execution(output)).Wrong);
    }

    [Fact]
    public void An_execution_that_failed_is_wrong()
    {
        var item = Item(WorkKind.Charge);

        var count = Count(item, Execution(null) with { Status = "FAILED", Error = "States.Timeout" });

        Assert.Equal(1, count.Wrong);
        Assert.Contains("States.Timeout", Assert.Single(count.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void An_execution_that_runs_is_hanging() =>
        Assert.Equal(1, Count(Item(WorkKind.Charge), Execution(null) with { Status = "RUNNING", StopDate = null }).Hanging);

    [Fact]
    public void An_execution_that_nobody_knows_is_lost() => Assert.Equal(1, Count(Item(WorkKind.Charge), null).Lost);

    [Theory]
    [InlineData(WorkKind.Charge)]
    [InlineData(WorkKind.Register)]
    public void An_execution_without_its_effect_is_lost(object kind)
    {
        var item = Item((WorkKind)kind);

        Assert.Equal(1, Count(item, Execution(Right(item)), [], appended: false).Lost);
    }

    [Fact]
    public void An_effect_that_happened_twice_under_a_key_is_told()
    {
        var item = Item(WorkKind.Charge);

        var count = Count(item, Execution(Right(item)), [Number, "n2"], appended: false);

        Assert.Equal(1, count.KeyedTwice);
        Assert.Single(count.Problems);
    }

    private static WorkItem Item(WorkKind kind) => new("x1", kind, [200, 50], 10, "00-trace-01");

    private static ExecutionDescription Execution(JsonObject? output) =>
        new()
        {
            ExecutionArn = "arn:aws:states:us-east-1:000000000000:execution:m:x1",
            StateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:m",
            Status = "SUCCEEDED",
            StartDate = DateTimeOffset.UnixEpoch,
            StopDate = DateTimeOffset.UnixEpoch.AddSeconds(3),
            Output = output?.ToJsonString(),
        };

    private static ExecutionCount Count(WorkItem item, ExecutionDescription? execution) =>
        Count(item, execution, item.HonoursKey is true ? [Number] : [], item.HonoursKey is false);

    private static ExecutionCount Count(WorkItem item, ExecutionDescription? execution, string[] numbers, bool appended) =>
        ExecutionCount.Of(
            [item],
            [execution],
            numbers.ToLookup(_ => item.Id),
            appended ? [new Effect(item.Id, "A", DateTimeOffset.UnixEpoch)] : []
        );

    private static JsonObject Right(WorkItem item) =>
        item.Kind switch
        {
            WorkKind.Letter => Letter(item),
            WorkKind.Sequence => new JsonObject { ["posted"] = Receipt(item), ["written"] = Letter(item) },
            _ => Receipt(item),
        };

    private static JsonObject Receipt(WorkItem item) =>
        new()
        {
            ["id"] = item.Id,
            ["total"] = 250,
            ["number"] = item.HonoursKey is true ? Number : null,
            ["secret"] = item.Secret,
        };

    private static JsonObject Letter(WorkItem item)
    {
        var text = $"Because of {item.Secret}. We are sorry, and pay you 250 USD.";
        return new()
        {
            ["claimId"] = item.Id,
            ["subject"] = "Your claim x1: we pay",
            ["text"] = text,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
        };
    }
}
