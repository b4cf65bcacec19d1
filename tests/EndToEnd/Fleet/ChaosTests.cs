using System.Globalization;
using EndToEnd.Processes;

namespace EndToEnd.Fleet;

/// <summary>A short run of <c>make chaos</c>: that it hurts, that it judges, and that it leaves nothing behind.</summary>
[Collection(nameof(OneFleetAtATime))]
public sealed class ChaosTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly string _folder = Directory.CreateTempSubdirectory("chaos-run-").FullName;

    [Fact]
    public async Task Workers_that_are_hurt_at_random_lose_nothing_and_do_nothing_wrong()
    {
        await using var run = Start(minutes: "0.5", executions: "600", seed: "3");

        Assert.True(await run.ExitAsync(Patience) == 0, run.Output);

        Assert.Contains("Every promise was kept. Seed 3.", run.Output, StringComparison.Ordinal);
        Assert.Equal("600", Cell(run, "succeeded, with the right output and their effect", 1));
        Assert.All(
            [
                "wrong",
                "lost",
                "hanging",
                "effects with a key: done again",
                "of these not due to a fault of their own",
                "messages left in queues",
                "task tokens found there",
                "payloads found there",
                "processes that ended otherwise than asked",
            ],
            row => Assert.Equal("0", Cell(run, row, 1))
        );
        Assert.InRange(int.Parse(Cell(run, "all", 1), CultureInfo.InvariantCulture), 5, 50);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(_folder, "logs"), "*.log"));
    }

    [Fact]
    public async Task An_interrupted_run_takes_its_processes_and_networks_along()
    {
        await using var run = Start(minutes: "10", executions: "20000", seed: "4");
        await run.LineAsync("faults on 12 workers");
        await run.LineAsync("faults over");

        await RunningProgram.SignalAsync(run.Id, "INT");

        Assert.Equal(130, await run.ExitAsync());
        Assert.Contains("Interrupted. Seed 4.", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Networks(), name => name.StartsWith($"chaos{run.Id}", StringComparison.Ordinal));
        Assert.DoesNotContain(Environments(), line => line.Contains(_folder, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_setting_is_told_before_anything_starts()
    {
        await using var run = Start(minutes: "soon", executions: "1", seed: "1");

        Assert.Equal(64, await run.ExitAsync());

        Assert.Equal("CHAOS_MINUTES is 'soon', but must be a number from 0.2 to 600. For example: CHAOS_MINUTES=10.", run.Output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private RunningProgram Start(string minutes, string executions, string seed) =>
        RunningProgram.Start(
            Build.Chaos,
            new Dictionary<string, string?>
            {
                ["CHAOS_MINUTES"] = minutes,
                ["CHAOS_EXECUTIONS"] = executions,
                ["CHAOS_SEED"] = seed,
                ["CHAOS_LOGS"] = _folder,
            }
        );

    private static string Cell(RunningProgram run, string row, int column) =>
        run
            .Output.Split('\n')
            .Select(line => line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .First(cells => cells.Length > 1 && cells[0] == row)[column];

    private static IEnumerable<string> Networks() =>
        new[] { "/run/netns", "/sys/class/net" }
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFileSystemEntries)
            .Select(path => Path.GetFileName(path));

    // The workers' environment names the folder of this run.
    private static IEnumerable<string> Environments()
    {
        foreach (var process in Directory.Exists("/proc") ? Directory.EnumerateDirectories("/proc") : [])
        {
            string environment;
            try
            {
                environment = File.ReadAllText(Path.Combine(process, "environ"));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // No process, not ours, or just gone.
                continue;
            }

            yield return environment;
        }
    }
}
