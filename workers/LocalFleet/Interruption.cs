using System.Runtime.InteropServices;

namespace LocalFleet;

/// <summary>Ctrl-C and SIGTERM: the first asks for an orderly end, the second ends everything at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Action _kill;
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Listens from now on.</summary>
    /// <param name="kill">Ends the children at once.</param>
    public Interruption(Action kill)
    {
        _kill = kill;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, FleetExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, FleetExitCode.Terminated)),
        ];
    }

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
        context.Cancel = true;
        if (ExitCode is not null)
        {
            _kill();
            Environment.Exit(exitCode);
        }

        ExitCode = exitCode;
        _cancellation.Cancel();
    }
}
