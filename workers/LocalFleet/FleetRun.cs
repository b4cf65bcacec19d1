using Amazon.Runtime;
using LocalFleet.Checks;
using LocalFleet.Claims;
using LocalFleet.Display;
using LocalFleet.Executions;
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
    private static readonly string Definition = Path.Combine(AppContext.BaseDirectory, "Definitions", "claims.asl.json");

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

        var emulator = await processes.StartEmulatorAsync(options.Port, cancellationToken);
        return await processes.WhileRunningAsync(stopping => RunAsync(claims, expectations, emulator, stopping), cancellationToken);
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

    private async Task<int> RunAsync(
        IReadOnlyList<Claim> claims,
        Expectations expectations,
        Uri emulator,
        CancellationToken cancellationToken
    )
    {
        var client = new AwsClientOptions
        {
            Region = WorkerSettings.Region,
            Credentials = new BasicAWSCredentials(WorkerSettings.AccessKey, WorkerSettings.AccessKey),
            ServiceUrl = emulator.GetLeftPart(UriPartial.Authority),
            StepFunctionsServiceUrl = emulator.GetLeftPart(UriPartial.Authority),
            SqsServiceUrl = emulator.GetLeftPart(UriPartial.Authority),
        };
        using var stepFunctions = new StepFunctionsClient(client);
        using var sqs = new SqsClient(client);
        using var statistics = new StatisticsClient(emulator);

        var settings = LocalSettings.For(claims.Count);
        var template = await File.ReadAllTextAsync(Definition, cancellationToken);
        var resources = await new Provisioner(stepFunctions, sqs).CreateAsync(template, settings, cancellationToken);
        processes.StartWorker(FleetNames.ActivityWorker, WorkerSettings.Activity(emulator, resources, settings));
        processes.StartWorker(FleetNames.CallbackWorker, WorkerSettings.Callback(emulator, resources));

        var starter = new ExecutionStarter(stepFunctions, resources.StateMachineArn);
        var arns = await console.ShowAsync(report => StartAndWaitAsync(claims, starter, statistics, report, cancellationToken));
        var executions = await new ExecutionReader(stepFunctions).ReadAsync(arns, cancellationToken);
        var settled = await new ExecutionWatch(statistics.ReadAsync, time).UntilQueueSettlesAsync(cancellationToken);

        var result = RunResult.Of(claims, expectations, executions, settled, processes.Restarts);
        Summary.Write(console, result);
        await KeepAsync(emulator, resources, claims[0], cancellationToken);
        return result.Wrong.Count == 0 && result.Lost == 0 ? FleetExitCode.Success : FleetExitCode.Failure;
    }

    private async Task<IReadOnlyList<string>> StartAndWaitAsync(
        IReadOnlyList<Claim> claims,
        ExecutionStarter starter,
        StatisticsClient statistics,
        Action<ProgressSnapshot> report,
        CancellationToken cancellationToken
    )
    {
        var meter = new ProgressMeter(claims.Count, time);
        var starting = starter.StartAsync(claims, cancellationToken);
        await new ExecutionWatch(statistics.ReadAsync, time).UntilEndedAsync(
            claims.Count,
            starting,
            reading => report(_last = meter.Read(reading)),
            cancellationToken
        );
        return await starting;
    }

    private async Task KeepAsync(Uri emulator, FleetResources resources, Claim claim, CancellationToken cancellationToken)
    {
        if (!options.Keep)
        {
            return;
        }

        var aws = $"aws --endpoint-url {emulator.GetLeftPart(UriPartial.Authority)} --region {WorkerSettings.Region}";
        var execution = $"{resources.StateMachineArn.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal)}:{claim.ClaimId}";
        console.Note(
            $$$"""

            Everything runs until Ctrl-C (KEEP=1). To explore it:
              export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
              {{{aws}}} stepfunctions list-executions --state-machine-arn {{{resources.StateMachineArn}}} --status-filter FAILED
              {{{aws}}} stepfunctions describe-execution --execution-arn {{{execution}}}
              {{{aws}}} stepfunctions get-execution-history --execution-arn {{{execution}}}
              {{{aws}}} stepfunctions start-execution --state-machine-arn {{{resources.StateMachineArn}}} --input '{"claim":{"claimId":"MINE-1","date":"2001/01/01 06:55","delay":90,"distance":1797,"origin":"LAX","destination":"BNA"}}'
              {{{aws}}} sqs get-queue-attributes --attribute-names All --queue-url {{{resources.QueueUrl}}}
              curl {{{emulator.GetLeftPart(UriPartial.Authority)}}}/_emulator/stats
            Logs: {{{options.Logs ?? Path.Combine(build.Root, "artifacts", "run")}}}
            """
        );
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
