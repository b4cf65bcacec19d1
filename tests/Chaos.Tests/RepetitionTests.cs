using Chaos.Effects;
using Chaos.Faults;
using Chaos.Verdict;

namespace Chaos.Tests;

public sealed class RepetitionTests
{
    [Fact]
    public void An_effect_that_happened_once_is_no_repetition() =>
        Assert.Empty(Repetition.Of([Effect("x1", "A", 10), Effect("x2", "A", 20)], [Injury("A", 9, 11)]));

    [Fact]
    public void A_worker_that_was_hurt_before_it_could_report_explains_one()
    {
        var kill = Injury("A", 10.1, 12);

        var repetition = Assert.Single(Repetition.Of([Effect("x1", "B", 21), Effect("x1", "A", 10)], [kill, Injury("C", 10, 11)]));

        Assert.Same(kill, repetition.Cause);
        Assert.Equal(("A", "B"), (repetition.First.Worker, repetition.Again.Worker));
    }

    [Fact]
    public void A_worker_that_got_its_job_late_explains_one()
    {
        var frozen = Injury("B", 5, 40) with { Kind = FaultKind.Freeze };

        Assert.Same(frozen, Assert.Single(Repetition.Of([Effect("x1", "A", 16), Effect("x1", "B", 40.2)], [frozen])).Cause);
    }

    [Theory]
    [InlineData(nameof(FaultKind.Kill), 5, 40)] // The process that held the job is gone.
    [InlineData(nameof(FaultKind.Terminate), 5, 40)]
    [InlineData(nameof(FaultKind.Freeze), 14, 40)] // The job cannot have been given up by 16.
    [InlineData(nameof(FaultKind.SilentLoss), 20, 40)] // It was done elsewhere before.
    [InlineData(nameof(FaultKind.LinkDown), 5, 60)] // The worker that was out of reach cannot have got it by 40.2.
    public void A_fault_of_the_second_worker_that_gives_no_job_up_explains_none(string kind, double from, double to) =>
        Assert.Null(
            Assert
                .Single(
                    Repetition.Of(
                        [Effect("x1", "A", 16), Effect("x1", "B", 40.2)],
                        [Injury("B", from, to) with { Kind = Enum.Parse<FaultKind>(kind) }]
                    )
                )
                .Cause
        );

    [Theory]
    [InlineData("C", 10, 12)]
    [InlineData("A", 1, 5)]
    [InlineData("A", 30, 31)]
    public void A_fault_elsewhere_or_at_another_time_explains_none(string worker, double from, double to) =>
        Assert.Null(Assert.Single(Repetition.Of([Effect("x1", "A", 10), Effect("x1", "B", 21)], [Injury(worker, from, to)])).Cause);

    [Fact]
    public void A_fault_explains_one_repetition_at_most()
    {
        var repetitions = Repetition.Of(
            [Effect("x1", "A", 10), Effect("x1", "B", 21), Effect("x2", "A", 10), Effect("x2", "B", 22)],
            [Injury("A", 10.1, 12)]
        );

        Assert.Equal(2, repetitions.Count);
        Assert.Single(repetitions, repetition => repetition.Cause is null);
    }

    [Fact]
    public void A_stop_in_good_order_is_blamed_last()
    {
        var stop = Injury("A", 9, 30) with { Kind = FaultKind.Terminate };
        var cut = Injury("A", 10, 40) with { Kind = FaultKind.SilentLoss };

        Assert.Same(cut, Assert.Single(Repetition.Of([Effect("x1", "A", 10), Effect("x1", "B", 21)], [stop, cut])).Cause);
    }

    [Fact]
    public void A_repetition_with_no_choice_gets_the_only_fault_that_explains_it()
    {
        var both = Injury("A", 10, 12);
        var other = Injury("B", 3, 18) with { Kind = FaultKind.Freeze };

        var repetitions = Repetition.Of(
            [Effect("x1", "A", 9.9), Effect("x1", "B", 20), Effect("x2", "A", 9.8), Effect("x2", "C", 20)],
            [both, other]
        );

        Assert.All(repetitions, repetition => Assert.NotNull(repetition.Cause));
    }

    [Fact]
    public void An_effect_that_happened_three_times_wants_two_faults()
    {
        Effect[] effects = [Effect("x1", "A", 10), Effect("x1", "B", 20), Effect("x1", "A", 30)];

        Assert.Equal(
            2,
            Repetition.Of(effects, [Injury("A", 10, 11), Injury("B", 20, 21)]).Count(repetition => repetition.Cause is not null)
        );
        Assert.Single(Repetition.Of(effects, [Injury("B", 20, 21)]), repetition => repetition.Cause is null);
    }

    private static Effect Effect(string id, string worker, double second) => new(id, worker, At(second));

    private static Injury Injury(string worker, double from, double to) => new(FaultKind.Kill, worker, At(from), At(to));

    private static DateTimeOffset At(double second) => DateTimeOffset.UnixEpoch.AddSeconds(second);
}
