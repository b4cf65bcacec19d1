using System.Net.Http.Json;
using System.Text.Json;
using LocalFleet.Checks;
using LocalFleet.Claims;
using LocalFleet.Display;
using LocalFleet.Failures;

namespace LocalFleet.Composed;

/// <summary>Sends claims to a fleet that runs in containers. Each execution begins a trace of its own.</summary>
internal sealed class ComposedClaims(ComposedOptions options, RunConsole console, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private ClaimsRun? _run;

    /// <summary>Runs.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="FleetException">The emulator or the payment provider does not answer.</exception>
    /// <exception cref="Workers.Aws.AwsException">The emulator refuses a call.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var clients = new FleetClients(options.Emulator);

        // The same that the surroundings have created, so that this answers with what is there.
        var resources = await clients.ProvisionAsync(ComposedOptions.Limits, FleetFiles.Definitions, cancellationToken);
        var claims = await NewClaimsAsync(clients, cancellationToken);
        var target = new ClaimsTarget
        {
            StateMachineArn = resources.StateMachineArn,
            Inbox = options.Inbox,
            Payloads = options.Payloads,
            PaymentsAsync = PaymentsAsync,
            Failures = new FailureLog(isOn: false),
            GivesTraces = true,
        };
        _run = new ClaimsRun(clients, target, console, time);
        var result = await _run.RunAsync(claims, Expectations.Read(FleetFiles.Data), cancellationToken);
        Summary.Write(console, result);
        return result.IsRight ? FleetExitCode.Success : FleetExitCode.Failure;
    }

    /// <inheritdoc cref="ClaimsRun.DescribeUnfinished"/>
    public string DescribeUnfinished() => ClaimsRun.DescribeUnfinished(_run);

    // An execution's name is used once: claims that are sent again get the number of those before them.
    private async Task<IReadOnlyList<Claim>> NewClaimsAsync(FleetClients clients, CancellationToken cancellationToken)
    {
        var claims = ClaimFile.Read(FleetFiles.Data, options.Claims);
        var machine = (await clients.Statistics.ReadAsync(cancellationToken)).Claims;
        var before = machine.Running + machine.Ended;
        console.Note(FormattableString.Invariant($"{claims.Count:N0} claims go to {options.Emulator}, which has seen {before:N0}"));
        return before == 0 ? claims : [.. claims.Select(claim => claim with { ClaimId = $"{claim.ClaimId}-N{before}" })];
    }

    private async Task<IReadOnlyDictionary<string, int>> PaymentsAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Patience };
        var address = new Uri(options.Surroundings + "/payments");
        try
        {
            return await http.GetFromJsonAsync(address, FleetJson.Default.IReadOnlyDictionaryStringInt32, cancellationToken)
                ?? throw new FleetException($"{address} does not tell the payments.");
        }
        catch (Exception exception)
            when (exception is HttpRequestException or JsonException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new FleetException($"{address} does not tell the payments: {exception.Message}", exception);
        }
    }
}
