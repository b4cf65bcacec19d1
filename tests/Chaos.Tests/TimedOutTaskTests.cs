using System.Text.Json;
using Chaos.Faults;
using Chaos.Verdict;
using Workers.Aws.StepFunctions;

namespace Chaos.Tests;

public sealed class TimedOutTaskTests
{
    [Fact]
    public void A_task_that_timed_out_at_a_worker_is_found_with_the_one_that_had_it_last()
    {
        var task = Assert.Single(
            TimedOutTask.Of(
                "x1",
                [
                    Entry("ActivityScheduled", 0),
                    Entry("ActivityStarted", 1, "A"),
                    Entry("ActivityFailed", 2),
                    Entry("ActivityScheduled", 3),
                    Entry("ActivityStarted", 4, "B"),
                    Entry("ActivityTimedOut", 14),
                    Entry("ActivityScheduled", 15),
                    Entry("ActivityStarted", 16, "A"),
                    Entry("ActivitySucceeded", 17),
                ]
            )
        );

        Assert.Equal(new TimedOutTask("x1", "B", At(4), At(14)), task);
    }

    [Fact]
    public void A_task_that_nobody_was_given_is_none() =>
        Assert.Empty(TimedOutTask.Of("x1", [Entry("ActivityScheduled", 0), Entry("ActivityTimedOut", 300)]));

    [Theory]
    [InlineData(nameof(FaultKind.Kill), 95, 96)]
    [InlineData(nameof(FaultKind.Freeze), 90, 95)] // Its last poll may have been open when it stood still.
    [InlineData(nameof(FaultKind.SilentLoss), 105, 150)]
    public void What_cut_its_worker_off_explains_it(string kind, double from, double to) =>
        Assert.NotNull(Explained(Kind(kind), "A", from, to, awaitsPolls: true).Cause);

    [Theory]
    [InlineData("B", 100, 105)]
    [InlineData("A", 1, 20)]
    [InlineData("A", 115, 120)]
    public void A_fault_elsewhere_or_at_another_time_does_not(string worker, double from, double to) =>
        Assert.Null(Explained(FaultKind.Kill, worker, from, to, awaitsPolls: false).Cause);

    [Fact]
    public void A_stop_in_good_order_explains_it_only_where_polls_are_cut_off()
    {
        Assert.NotNull(Explained(FaultKind.Terminate, "A", 90, 99, awaitsPolls: false).Cause);
        Assert.Null(Explained(FaultKind.Terminate, "A", 90, 99, awaitsPolls: true).Cause);
    }

    [Fact]
    public void What_hurts_the_process_of_a_worker_with_one_slot_explains_one_at_most()
    {
        var first = new TimedOutTask("x1", "A", At(100), At(110));
        var second = new TimedOutTask("x2", "A", At(120), At(130));
        Injury[] injuries = [new(FaultKind.Kill, "A", At(99), At(101)), new(FaultKind.Terminate, "A", At(119), At(125))];

        Assert.Single(TimedOutTask.Explain([first, second], injuries, _ => true), task => task.Cause is null);
        Assert.All(TimedOutTask.Explain([first, second], injuries, _ => false), task => Assert.NotNull(task.Cause));
    }

    [Fact]
    public void A_cut_may_explain_several()
    {
        var task = new TimedOutTask("x1", "A", At(100), At(110));
        var cut = new Injury(FaultKind.SilentLoss, "A", At(99), At(130));

        Assert.All(TimedOutTask.Explain([task, task], [cut], _ => true), it => Assert.Same(cut, it.Cause));
    }

    private static TimedOutTask Explained(FaultKind kind, string worker, double from, double to, bool awaitsPolls) =>
        Assert.Single(
            TimedOutTask.Explain(
                [new TimedOutTask("x1", "A", At(100), At(110))],
                [new Injury(kind, worker, At(from), At(to))],
                _ => awaitsPolls
            )
        );

    private static FaultKind Kind(string name) => Enum.Parse<FaultKind>(name);

    private static HistoryEvent Entry(string type, double second, string? worker = null) =>
        new()
        {
            Type = type,
            Id = 1,
            Timestamp = At(second),
            Details = worker is null
                ? null
                : new Dictionary<string, JsonElement>
                {
                    ["activityStartedEventDetails"] = JsonSerializer.SerializeToElement(
                        new Dictionary<string, string> { ["workerName"] = worker }
                    ),
                },
        };

    private static DateTimeOffset At(double second) => DateTimeOffset.UnixEpoch.AddSeconds(second);
}
