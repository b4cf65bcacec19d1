using Amazon.Runtime;
using Chaos.Effects;
using Chaos.Faults;
using Chaos.Network;
using Chaos.Processes;
using Chaos.Telemetry;
using Chaos.Verdict;
using Chaos.Work;
using LocalFleet;
using LocalFleet.Executions;
using LocalFleet.Provisioning;
using LocalFleet.Statistics;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;

namespace Chaos;

/// <summary>One run: start everything, hurt it while executions are started, let it come to rest, judge.</summary>
/// <param name="options">What it is to be.</param>
/// <param name="build">Where the programs are.</param>
/// <param name="folder">Where everything is written.</param>
/// <param name="network">The workers' networks; <see langword="null"/> where there are none.</param>
/// <param name="noCuts">Why there are none.</param>
/// <param name="note">Takes what a person should know.</param>
/// <param name="time">The clock.</param>
internal sealed class ChaosRun(
    ChaosOptions options,
    BuildOutput build,
    RunFiles folder,
    FleetNetwork? network,
    string? noCuts,
    Action<string> note,
    TimeProvider time
)
{
    /// <summary>Runs.</summary>
    /// <exception cref="FleetException">The emulator or the workers cannot run.</exception>
    /// <exception cref="AwsException">The emulator refuses a call.</exception>
    public async Task<ChaosReport> RunAsync(CancellationToken cancellationToken)
    {
        var address = network?.Address ?? System.Net.IPAddress.Loopback;
        var effects = new EffectService(time);
        await using var outside = await OutsideServer.StartAsync(address, effects, new OtlpSink(folder.Logs), cancellationToken);
        await using var fleet = new ChaosFleet(build, folder.Logs, note, time);
        var emulator = (await fleet.StartEmulatorAsync(address, cancellationToken)).GetLeftPart(UriPartial.Authority);
        note($"The emulator listens on {emulator}; the workers {(network is null ? "share its network" : "have a network each")}.");

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = fleet.WatchEmulatorAsync(stopping.Token);
        var running = RunAsync(fleet, emulator, outside, effects, stopping.Token);
        try
        {
            // The watch ends first only by the emulator's end, which is then the run's.
            await await Task.WhenAny(running, watching);
            return await running;
        }
        finally
        {
            await stopping.CancelAsync();
            await Task.WhenAll(running, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ChaosReport> RunAsync(
        ChaosFleet fleet,
        string emulator,
        OutsideServer outside,
        EffectService effects,
        CancellationToken cancellationToken
    )
    {
        var client = new AwsClientOptions
        {
            Region = WorkerSettings.Region,
            Credentials = new BasicAWSCredentials(WorkerSettings.AccessKey, WorkerSettings.AccessKey),
            ServiceUrl = emulator,
            StepFunctionsServiceUrl = emulator,
            SqsServiceUrl = emulator,
        };
        using var stepFunctions = new StepFunctionsClient(client);
        using var sqs = new SqsClient(client);
        using var statistics = new StatisticsClient(new Uri(emulator));

        var patterns = Path.Combine(build.Root, "terraform", "patterns");
        var machines = new Machines(stepFunctions, new QueueSetup(sqs), patterns);
        var resources = await machines.CreateAsync(LocalSettings.For(options.Executions), cancellationToken);
        var files = new EffectFiles(folder.Effects);
        await fleet.StartWorkersAsync(
            new ChaosSettings(emulator, outside.Address, resources, files, folder.Store),
            network,
            cancellationToken
        );

        var injector = new FaultInjector(fleet.Workers, network, time);
        var items = WorkPlan.Draw(options.Seed, options.Executions);
        var starter = new SteadyStarter(stepFunctions, resources.StateMachines, time);
        var watch = new RunWatch(statistics.ReadAsync, note, time);
        var arns = await watch.WhileAsync(
            () => HurtAsync(starter, injector, fleet, items, cancellationToken),
            () => (starter.Started, injector.Injuries.Count),
            cancellationToken
        );
        var endedAmidFaults = RunWatch.Ended(await statistics.ReadAsync(cancellationToken));
        note("No more faults and executions: waiting for those that have not ended.");
        await watch.UntilAtRestAsync(items.Count, cancellationToken);
        var atRest = await watch.UntilQueuesAreEmptyAsync(cancellationToken);
        note("Stopping the workers.");
        await fleet.EndWorkersAsync(cancellationToken);

        var search = new TokenSearch(new TokenProbe(stepFunctions).IsTokenAsync);
        foreach (var file in Directory.EnumerateFiles(folder.Logs).Order(StringComparer.Ordinal))
        {
            await search.SearchAsync(file, cancellationToken);
        }

        var appended = files.Read();
        var executions = await new ExecutionReader(stepFunctions).ReadAsync(arns, cancellationToken);
        var timedOut = await new TimeoutReader(stepFunctions).ReadAsync(executions, cancellationToken);
        return new ChaosReport
        {
            Options = options,
            NoCuts = noCuts,
            Injuries = injector.Injuries,
            Executions = ExecutionCount.Of(items, executions, effects.NumbersById, appended),
            Statistics = atRest,
            EndedAmidFaults = endedAmidFaults,
            Timeouts = TimedOutTask.Explain(timedOut, injector.Injuries, AwaitsPolls),
            Repetitions = Repetition.Of(appended, injector.Injuries),
            AskedAgain = effects.AskedAgain,
            Search = search,
            SearchSees = await new TokenProbe(stepFunctions).SeesAsync(folder.Probe, cancellationToken),
            Telemetry = outside.TelemetryBytes,
            Complaints = fleet.Complaints,
        };
    }

    private static bool AwaitsPolls(string worker) => FleetPlan.Workers.Any(planned => planned.Name == worker && planned.AwaitsPolls);

    private async Task<IReadOnlyList<string>> HurtAsync(
        SteadyStarter starter,
        FaultInjector injector,
        ChaosFleet fleet,
        IReadOnlyList<WorkItem> items,
        CancellationToken cancellationToken
    )
    {
        var budgets = FleetPlan.Workers.Select(worker => worker.StopBudget).ToList();
        var plan = FaultPlan.Draw(options.Seed, options.Duration, budgets, cuts: network is not null);
        note(
            $"{items.Count:N0} executions in {options.Minutes} min, {plan.Count} faults on {fleet.Workers.Count} workers, seed {options.Seed}"
        );
        var starting = starter.StartAsync(items, options.Duration, cancellationToken);
        var hurting = injector.InjectAsync(plan, cancellationToken);
        await await Task.WhenAny(starting, hurting);
        await Task.WhenAll(starting, hurting);
        return await starting;
    }
}
