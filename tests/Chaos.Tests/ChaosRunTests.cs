using Chaos.Faults;
using Chaos.Processes;
using LocalFleet;

namespace Chaos.Tests;

public sealed class ChaosRunTests : IDisposable
{
    private const int Executions = 600;

    private readonly string _folder = Directory.CreateTempSubdirectory("chaos-").FullName;

    [Fact]
    public async Task A_short_run_with_a_stop_that_has_to_await_its_polls_keeps_every_promise()
    {
        var options = new ChaosOptions { Minutes = 0.5, Executions = Executions };
        options = options with { Seed = Enumerable.Range(1, 1000).First(seed => HasStopThatAwaitsPolls(seed, options.Duration)) };
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

    // A worker that nothing else hurts, so that nothing else explains what it loses.
    private static bool HasStopThatAwaitsPolls(int seed, TimeSpan duration) =>
        FaultPlan
            .Draw(seed, duration, [.. FleetPlan.Workers.Select(worker => worker.StopBudget)], cuts: false)
            .GroupBy(fault => fault.Worker)
            .Any(faults => FleetPlan.Workers[faults.Key].AwaitsPolls && faults.Count() == 1 && faults.Single().Kind is FaultKind.Terminate);

    private static bool AwaitsPolls(string name) => FleetPlan.Workers.Any(worker => worker.Name == name && worker.AwaitsPolls);
}
