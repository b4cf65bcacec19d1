using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Workers.Hosting.Settings;

namespace Workers.Hosting.Shutdown;

/// <summary>
/// Stops the worker in good order on SIGTERM, Ctrl-C or, if the settings say so, the end of standard input. A second Ctrl-C ends it at once.
/// </summary>
internal sealed class SignalLifetime(IHostApplicationLifetime application, WorkerSettings settings) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Stop));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        if (settings.Lifetime.StopOnStandardInputEnd)
        {
            // Reading standard input blocks, whatever the method is called.
            new Thread(StopAtEndOfInput) { IsBackground = true, Name = "standard input" }.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
    }

    private void Stop(PosixSignalContext context)
    {
        // Not cancelled, a signal does what it does by default: it ends the process.
        var again = application.ApplicationStopping.IsCancellationRequested;
        context.Cancel = !again || context.Signal is PosixSignal.SIGTERM;
        application.StopApplication();
    }

    private void StopAtEndOfInput()
    {
        using var input = Console.OpenStandardInput();
        var ignored = new byte[256];
        try
        {
            while (input.Read(ignored) > 0)
            {
                // Only its end counts.
            }
        }
        catch (IOException)
        {
            // A broken standard input has ended, too.
        }

        application.StopApplication();
    }
}
