using System.Security.Cryptography;
using Chaos;
using Chaos.Network;
using Chaos.Processes;
using Chaos.Verdict;
using LocalFleet;
using LocalFleet.Display;
using Workers.Aws;

const int MostViolationsShown = 30;
var console = RunConsole.OfThisProcess(TimeProvider.System);
ChaosOptions options;
BuildOutput build;
RunFiles files;
try
{
    options = ChaosOptions.Read(Environment.GetEnvironmentVariable, RandomNumberGenerator.GetInt32(1, int.MaxValue));
    build = BuildOutput.Locate();
    files = RunFiles.Create(options.Logs ?? Path.Combine(build.Root, "artifacts", "chaos"));
}
catch (FleetException exception)
{
    console.Error(exception.Message);
    return FleetExitCode.Usage;
}

using var interruption = new Interruption();
FleetNetwork? network = null;
string? noCuts = null;
try
{
    try
    {
        network = await FleetNetwork.CreateAsync(FleetPlan.Workers.Count, interruption.Token);
    }
    catch (NetworkException exception)
    {
        noCuts = exception.Message;
        console.Note($"No network is cut in this run: {noCuts}.");
    }

    var run = new ChaosRun(options, build, files, network, noCuts, console.Note, TimeProvider.System);
    var report = await run.RunAsync(interruption.Token);
    console.Write(ReportTables.OfFaults(report));
    console.Write(ReportTables.OfOutcome(report));
    var violations = report.Violations;
    foreach (var violation in violations.Take(MostViolationsShown))
    {
        console.Error(violation);
    }

    console.Note(
        violations.Count == 0
            ? $"Every promise was kept. Seed {options.Seed}."
            : $"{violations.Count} promises were broken. Again with CHAOS_SEED={options.Seed}; what the processes said is in {files.Logs}."
    );
    return violations.Count == 0 ? FleetExitCode.Success : FleetExitCode.Failure;
}
catch (OperationCanceledException) when (interruption.ExitCode is not null)
{
    console.Note($"Interrupted. Seed {options.Seed}.");
    return interruption.ExitCode.Value;
}
catch (Exception exception) when (exception is FleetException or AwsException or NetworkException)
{
    console.Error($"{exception.Message} Seed {options.Seed}.");
    return FleetExitCode.Failure;
}
finally
{
    if (network is not null)
    {
        await network.DisposeAsync();
    }
}
