using System.Runtime.InteropServices;

namespace LocalFleet;

/// <summary>
/// Ctrl-C and SIGTERM: the first asks for an orderly end. The second ends this process as if nobody listened, and with it the children, whose
/// standard input ends.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Listens from now on.</summary>
    public Interruption() =>
        _registrations = [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, FleetExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, FleetExitCode.Terminated)),
        ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>The exit code that tells of the signal; <see langword="null"/> before one came.</summary>
    public int? ExitCode { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _cancellation.Dispose();
    }

    private void Handle(PosixSignalContext context, int exitCode)
    {
        if (ExitCode is not null)
        {
            return;
        }

        context.Cancel = true;
        ExitCode = exitCode;
        _cancellation.Cancel();
    }
}
