using Amazon.Runtime;
using LocalFleet.Checks;
using LocalFleet.Claims;
using LocalFleet.Display;
using LocalFleet.Executions;
using LocalFleet.Failures;
using LocalFleet.Outside;
using LocalFleet.Processes;
using LocalFleet.Provisioning;
using LocalFleet.Statistics;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;

namespace LocalFleet;

/// <summary>One run: processes, resources, executions, result.</summary>
internal sealed class FleetRun(FleetOptions options, BuildOutput build, FleetProcesses processes, RunConsole console, TimeProvider time)
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "Data");
    private static readonly string Definitions = Path.Combine(AppContext.BaseDirectory, "Definitions");

    private ProgressSnapshot? _last;

    /// <summary>Runs.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="FleetException">The fleet cannot run.</exception>
    /// <exception cref="AwsException">The emulator refuses a call.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var claims = ClaimFile.Read(Data, options.Claims);
        var expectations = Expectations.Read(Data);
        var madeUp = claims.Count(claim => claim.MadeUp);
        console.Note(
            FormattableString.Invariant($"{options.Claims:N0} claims from flight records{Repeats(claims)}, and {madeUp} made-up ones")
        );

        var folder = RunFolder.Create(Logs);
        FlightDatabaseFile.Write(folder.Flights, claims);
        TaskFile.Write(folder, ChildProcess.DotnetHost(), build.AssemblyOf("workers", FleetNames.Workers.RunOnce));
        var emulator = await processes.StartEmulatorAsync(options.Port, folder.Tasks, cancellationToken);

        var failures = new FailureLog(options.Faults);
        var closed = claims.Where(claim => claim.ClosedAccount).Select(claim => claim.ClaimId).ToHashSet(StringComparer.Ordinal);
        using var payments = new PaymentProvider(await File.ReadAllTextAsync(folder.Secret, cancellationToken), closed, failures, time);
        var tariff = new TariffService(Path.Combine(Data, "tariff.csv"), failures);
        await using var outside = await OutsideServer.StartAsync(tariff, payments, cancellationToken);
        var addresses = new FleetAddresses { Emulator = emulator.GetLeftPart(UriPartial.Authority), Outside = outside.Address };
        return await processes.WhileRunningAsync(
            stopping => RunAsync(new Work(claims, expectations, folder, addresses, payments, failures), stopping),
            cancellationToken
        );
    }

    /// <summary>What an interrupted run leaves undone.</summary>
    public string DescribeUnfinished() =>
        _last is { } last
            ? FormattableString.Invariant(
                $"Interrupted: {last.Ended:N0} of {last.Total:N0} executions had ended, {last.Running:N0} were running, {last.Total - last.Ended - last.Running:N0} not started."
            )
            : "Interrupted before the first execution was started.";

    private static string Repeats(IReadOnlyList<Claim> claims) =>
        claims.Any(claim => claim.ClaimId.EndsWith("-R2", StringComparison.Ordinal)) ? " (the records repeat under new claim ids)" : "";

    private string Logs => options.Logs ?? Path.Combine(build.Root, "artifacts", "run");

    private async Task<int> RunAsync(Work work, CancellationToken cancellationToken)
    {
        var emulator = work.Addresses.Emulator;
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
        using var events = new HttpClient { BaseAddress = new Uri(emulator) };

        var settings = LocalSettings.For(work.Claims.Count);
        var provisioner = new Provisioner(stepFunctions, new QueueSetup(sqs), new EventRule(events), settings, Definitions);
        var resources = await provisioner.CreateAsync(cancellationToken);
        foreach (var worker in new WorkerSettings(work.Addresses, resources, settings, work.Folder).All)
        {
            processes.StartWorker(worker.Name, worker.Project, worker.Settings);
        }

        var starter = new ExecutionStarter(stepFunctions, resources.StateMachineArn);
        var arns = await WhileManagedAsync(
            work,
            stopping => console.ShowAsync(report => StartAndWaitAsync(work, starter, statistics, report, stopping)),
            cancellationToken
        );
        var executions = await new ExecutionReader(stepFunctions).ReadAsync(arns, cancellationToken);
        var settled = await new ExecutionWatch(statistics.ReadAsync, time).UntilQueuesSettleAsync(cancellationToken);

        var evidence = new RunEvidence(work.Payments.PaymentsByClaim, work.Folder.Payloads);
        var result = RunResult.Of(work.Claims, work.Expectations, executions, settled, evidence, work.Failures, processes.Restarts);
        Summary.Write(console, result);
        await KeepAsync(work, resources, cancellationToken);
        return result.Wrong.Count == 0 && result.Lost == 0 ? FleetExitCode.Success : FleetExitCode.Failure;
    }

    private async Task<T> WhileManagedAsync<T>(Work work, Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        using var manager = new Manager(work.Addresses.Inbox, work.Failures, time);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var managing = manager.WorkAsync(done.Token);
        var running = run(done.Token);
        try
        {
            // The manager ends first only by a fault, which is then the run's.
            await await Task.WhenAny(running, managing);
            return await running;
        }
        finally
        {
            await done.CancelAsync();
            await Task.WhenAll(managing, running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<string>> StartAndWaitAsync(
        Work work,
        ExecutionStarter starter,
        StatisticsClient statistics,
        Action<ProgressSnapshot> report,
        CancellationToken cancellationToken
    )
    {
        var meter = new ProgressMeter(work.Claims.Count, time);
        var injector = new FailureInjector(processes, work.Failures, console.Note);
        var starting = starter.StartAsync(work.Claims, cancellationToken);
        await new ExecutionWatch(statistics.ReadAsync, time).UntilEndedAsync(
            work.Claims.Count,
            starting,
            reading =>
            {
                report(_last = meter.Read(reading));
                injector.Read(reading);
            },
            cancellationToken
        );
        return await starting;
    }

    private async Task KeepAsync(Work work, FleetResources resources, CancellationToken cancellationToken)
    {
        if (!options.Keep)
        {
            return;
        }

        var emulator = work.Addresses.Emulator;
        var aws = $"aws --endpoint-url {emulator} --region {WorkerSettings.Region}";
        var execution =
            $"{resources.StateMachineArn.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal)}:{work.Claims[0].ClaimId}";
        console.Note(
            $$$"""

            Everything runs until Ctrl-C (KEEP=1). To explore it:
              export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
              {{{aws}}} stepfunctions list-executions --state-machine-arn {{{resources.StateMachineArn}}} --status-filter FAILED
              {{{aws}}} stepfunctions describe-execution --execution-arn {{{execution}}}
              {{{aws}}} stepfunctions get-execution-history --execution-arn {{{execution}}}
              {{{aws}}} stepfunctions start-execution --state-machine-arn {{{resources.StateMachineArn}}} --input '{"claim":{"claimId":"MINE-1","date":"2001/01/22 13:00","origin":"JFK","destination":"LAX"}}'
              {{{aws}}} sqs get-queue-attributes --attribute-names All --queue-url {{{resources.Queues[FleetNames.Queues.Letters]}}}
              curl {{{emulator}}}/_emulator/stats
            That claim is for 400 USD, so it waits for you in the approval inbox: {{{work.Addresses.Inbox}}}
            Logs: {{{Logs}}}
            """
        );
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private sealed record Work(
        IReadOnlyList<Claim> Claims,
        Expectations Expectations,
        RunFolder Folder,
        FleetAddresses Addresses,
        PaymentProvider Payments,
        FailureLog Failures
    );
}
