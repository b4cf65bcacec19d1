using Chaos.Faults;
using Chaos.Processes;
using LocalFleet;

namespace Chaos.Tests;

public sealed class ChaosRunTests : IDisposable
{
    private const int Executions = 600;

    private readonly string _folder = Directory.CreateTempSubdirectory("chaos-").FullName;

    [Fact]
    public async Task A_short_run_with_stops_that_have_to_await_their_polls_keeps_every_promise()
    {
        var options = new ChaosOptions { Minutes = 0.5, Executions = Executions };
        options = options with { Seed = Enumerable.Range(1, 1000).First(seed => HasStopsThatAwaitPolls(seed, options.Duration)) };
        var notes = new List<string>();
        var run = new ChaosRun(
            options,
            BuildOutput.Locate(),
            RunFiles.Create(_folder),
            network: null,
            noCuts: "a test does without",
            note =>
            {
                lock (notes)
                {
                    notes.Add(note);
                }
            },
            TimeProvider.System
        );

        var report = await run.RunAsync(TestContext.Current.CancellationToken);

        Assert.True(report.Violations.Count == 0, string.Join('\n', [.. report.Violations, .. notes]));
        Assert.Equal(Executions, report.Executions.Succeeded);
        Assert.Contains(report.Injuries, injury => injury.Kind is FaultKind.Terminate && AwaitsPolls(injury.Worker));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Nothing else hurts these workers, so that nothing else explains what they lose; and several, because one may have a job instead of an open poll.
    private static bool HasStopsThatAwaitPolls(int seed, TimeSpan duration)
    {
        var faults = FaultPlan
            .Draw(seed, duration, [.. FleetPlan.Workers.Select(worker => worker.StopBudget)], cuts: false)
            .ToLookup(fault => FleetPlan.Workers[fault.Worker], fault => fault.Kind);
        return FleetPlan.Workers.Where(worker => worker.AwaitsPolls).All(worker => faults[worker].SequenceEqual([FaultKind.Terminate]));
    }

    private static bool AwaitsPolls(string name) => FleetPlan.Workers.Any(worker => worker.Name == name && worker.AwaitsPolls);
}
