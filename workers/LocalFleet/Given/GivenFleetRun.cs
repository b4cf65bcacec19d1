using LocalFleet.Checks;
using LocalFleet.Claims;
using LocalFleet.Display;
using LocalFleet.Failures;
using LocalFleet.Outside;

namespace LocalFleet.Given;

/// <summary>One run against a fleet that runs already: what is outside the fleet is played here, and nothing of it is started, killed or ended.</summary>
/// <param name="fleet">The fleet.</param>
/// <param name="payloads">The folder that payloads are brought to, where the fleet's are behind an address.</param>
/// <param name="failures">The failures that are injected outside the fleet.</param>
/// <param name="console">Where the result goes.</param>
/// <param name="time">The clock.</param>
internal sealed class GivenFleetRun(GivenFleet fleet, string payloads, FailureLog failures, RunConsole console, TimeProvider time)
{
    /// <summary>Runs.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="expectations">What must become of them.</param>
    /// <param name="begins">Told of the run before its first execution is started.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="FleetException">The fleet's surroundings cannot be played, or a part of it does not answer.</exception>
    /// <exception cref="Workers.Aws.AwsException">The emulator refuses a call.</exception>
    public async Task<int> RunAsync(
        IReadOnlyList<Claim> claims,
        Expectations expectations,
        Action<ClaimsRun> begins,
        CancellationToken cancellationToken
    )
    {
        using var signIn = fleet.SignerArn is { } signer ? new SignIn(signer, time) : null;
        using var payments = new PaymentProvider(await SecretAsync(cancellationToken), ClosedAccounts.Of(claims), failures, time)
        {
            CallbackHost = fleet.Callbacks is { } callbacks ? new Uri(callbacks) : null,
        };
        var tariff = new TariffService(FleetFiles.Tariff, failures);
        await using var outside = await OutsideServer.StartAsync(fleet.Outside, tariff, payments, signIn, cancellationToken);

        using var clients = new FleetClients(fleet.Emulator, fleet.Region, fleet.Prefix ?? "");
        var target = new ClaimsTarget
        {
            StateMachineArn = fleet.StateMachineArn,
            Inbox = fleet.Inbox,
            SignIn = signIn,
            Payloads = IsFolder ? fleet.Payloads : payloads,
            BringPayloadsAsync = (executions, stopping) =>
                IsFolder
                    ? Task.CompletedTask
                    : PayloadDownload.BringAsync(new Uri(fleet.Payloads.TrimEnd('/') + "/"), payloads, executions, stopping),
            PaymentsAsync = _ => Task.FromResult(payments.PaymentsByClaim),
            Failures = failures,
        };
        var run = new ClaimsRun(clients, target, console, time);
        begins(run);
        var result = await run.RunAsync(claims, expectations, cancellationToken);
        Summary.Write(console, result);
        return result.IsRight ? FleetExitCode.Success : FleetExitCode.Failure;
    }

    private bool IsFolder => !fleet.Payloads.StartsWith("http://", StringComparison.Ordinal);

    private async Task<string> SecretAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(fleet.SecretFile, cancellationToken)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FleetException($"The secret of payments cannot be read (secretFile): {exception.Message}", exception);
        }
    }
}
