using LocalFleet.Checks;
using LocalFleet.Claims;
using LocalFleet.Display;
using LocalFleet.Executions;
using LocalFleet.Outside;

namespace LocalFleet;

/// <summary>Sends claims to a running fleet, decides its approvals, waits until all executions have ended, and checks each.</summary>
internal sealed class ClaimsRun(FleetClients clients, ClaimsTarget target, RunConsole console, TimeProvider time)
{
    private ProgressSnapshot? _last;

    /// <summary>What an interrupted run leaves undone.</summary>
    /// <param name="run">The run, or <see langword="null"/> when it had not begun.</param>
    public static string DescribeUnfinished(ClaimsRun? run) =>
        run?._last is { } last
            ? FormattableString.Invariant(
                $"Interrupted: {last.Ended:N0} of {last.Total:N0} executions had ended, {last.Running:N0} were running, {last.Total - last.Ended - last.Running:N0} not started."
            )
            : "Interrupted before the first execution was started.";

    /// <summary>Runs.</summary>
    /// <param name="claims">The claims. Those that the fleet has not seen must have other ids than those that it has.</param>
    /// <param name="expectations">What must become of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetException">The emulator or the payment provider does not answer.</exception>
    /// <exception cref="Workers.Aws.AwsException">The emulator refuses a call.</exception>
    public async Task<RunResult> RunAsync(IReadOnlyList<Claim> claims, Expectations expectations, CancellationToken cancellationToken)
    {
        var watch = new ExecutionWatch(clients.Statistics.ReadAsync, time);
        var arns = await WhileManagedAsync(
            stopping => console.ShowAsync(report => StartAndWaitAsync(claims, watch, report, stopping)),
            cancellationToken
        );
        var executions = await new ExecutionReader(clients.StepFunctions).ReadAsync(arns, cancellationToken);
        var settled = await watch.UntilQueuesSettleAsync(cancellationToken);
        await target.BringPayloadsAsync(executions, cancellationToken);
        var evidence = new RunEvidence(await target.PaymentsAsync(cancellationToken), target.Payloads);
        return RunResult.Of(claims, expectations, executions, settled, evidence, target.Failures, target.Restarts());
    }

    private async Task<T> WhileManagedAsync<T>(Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        using var manager = new Manager(target.Inbox, target.SignIn, target.Failures, time);
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
        IReadOnlyList<Claim> claims,
        ExecutionWatch watch,
        Action<ProgressSnapshot> report,
        CancellationToken cancellationToken
    )
    {
        var before = (await clients.Statistics.ReadAsync(cancellationToken)).Claims;
        var total = claims.Count + (int)(before.Running + before.Ended);
        var meter = new ProgressMeter(total, time);
        var starter = new ExecutionStarter(clients.StepFunctions, target.StateMachineArn, target.GivesTraces);
        var starting = starter.StartAsync(claims, cancellationToken);
        await watch.UntilEndedAsync(
            total,
            starting,
            reading =>
            {
                report(_last = meter.Read(reading));
                target.Watch(reading);
            },
            cancellationToken
        );
        return await starting;
    }
}
