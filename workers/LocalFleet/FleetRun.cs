using LocalFleet.Checks;
using LocalFleet.Claims;
using LocalFleet.Display;
using LocalFleet.Failures;
using LocalFleet.Given;
using LocalFleet.Outside;
using LocalFleet.Processes;
using LocalFleet.Provisioning;
using Workers.Aws;

namespace LocalFleet;

/// <summary>One run: processes, resources, executions, result.</summary>
internal sealed class FleetRun(FleetOptions options, BuildOutput build, FleetProcesses processes, RunConsole console, TimeProvider time)
{
    private ClaimsRun? _claims;

    /// <summary>Runs.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="FleetException">The fleet cannot run.</exception>
    /// <exception cref="AwsException">The emulator refuses a call.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var claims = ClaimFile.Read(FleetFiles.Data, options.Claims);
        var expectations = Expectations.Read(FleetFiles.Data);
        var madeUp = claims.Count(claim => claim.MadeUp);
        console.Note(
            FormattableString.Invariant($"{options.Claims:N0} claims from flight records{Repeats(claims)}, and {madeUp} made-up ones")
        );

        var folder = RunFolder.Create(Logs);
        FlightDatabaseFile.Write(folder.Flights, claims);
        var failures = new FailureLog(options.Faults);
        if (options.Fleet is { } file)
        {
            var given = new GivenFleetRun(GivenFleet.Read(file), folder.Payloads, failures, console, time);
            return await given.RunAsync(claims, expectations, run => _claims = run, cancellationToken);
        }

        TaskFile.Write(folder, ChildProcess.DotnetHost(), build.AssemblyOf("workers", FleetNames.Workers.RunOnce));
        var emulator = await processes.StartEmulatorAsync(options.Port, folder.Tasks, cancellationToken);

        var secret = await File.ReadAllTextAsync(folder.Secret, cancellationToken);
        using var payments = new PaymentProvider(secret, ClosedAccounts.Of(claims), failures, time);
        var tariff = new TariffService(FleetFiles.Tariff, failures);
        await using var outside = await OutsideServer.StartAsync(OutsideServer.AnyPort, tariff, payments, null, cancellationToken);
        var addresses = new FleetAddresses { Emulator = emulator.GetLeftPart(UriPartial.Authority), Outside = outside.Address };
        return await processes.WhileRunningAsync(
            stopping => RunAsync(new Work(claims, expectations, folder, addresses, payments, failures), stopping),
            cancellationToken
        );
    }

    /// <inheritdoc cref="ClaimsRun.DescribeUnfinished"/>
    public string DescribeUnfinished() => ClaimsRun.DescribeUnfinished(_claims);

    private static string Repeats(IReadOnlyList<Claim> claims) =>
        claims.Any(claim => claim.ClaimId.EndsWith("-R2", StringComparison.Ordinal)) ? " (the records repeat under new claim ids)" : "";

    private string Logs => options.Logs ?? Path.Combine(build.Root, "artifacts", "run");

    private async Task<int> RunAsync(Work work, CancellationToken cancellationToken)
    {
        using var clients = new FleetClients(work.Addresses.Emulator);
        var settings = LocalSettings.For(work.Claims.Count);
        var resources = await clients.ProvisionAsync(settings, FleetFiles.Definitions, cancellationToken);
        foreach (var worker in new WorkerSettings(work.Addresses, resources, settings, work.Folder).All)
        {
            processes.StartWorker(worker.Name, worker.Project, worker.Settings);
        }

        var injector = new FailureInjector(processes, work.Failures, console.Note);
        var target = new ClaimsTarget
        {
            StateMachineArn = resources.StateMachineArn,
            Inbox = work.Addresses.Inbox,
            Payloads = work.Folder.Payloads,
            PaymentsAsync = _ => Task.FromResult(work.Payments.PaymentsByClaim),
            Failures = work.Failures,
            Watch = injector.Read,
            Restarts = () => processes.Restarts,
            GivesTraces = true,
        };
        _claims = new ClaimsRun(clients, target, console, time);
        var result = await _claims.RunAsync(work.Claims, work.Expectations, cancellationToken);
        Summary.Write(console, result);
        await KeepAsync(work, resources, cancellationToken);
        return result.IsRight ? FleetExitCode.Success : FleetExitCode.Failure;
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
