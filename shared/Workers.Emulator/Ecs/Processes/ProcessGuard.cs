using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Workers.Emulator.Ecs.Processes;

/// <summary>
/// A shell that knows the processes of tasks and kills them when the emulator is gone, however it went: its standard input ends then. It
/// also sends SIGTERM, which .NET cannot. There is none on Windows, where processes outlive an emulator that is killed, nor in an image without
/// a shell, where they end with the container.
/// </summary>
internal sealed partial class ProcessGuard(ILogger logger) : IDisposable
{
    private const string Script = """
        trap '' INT TERM HUP
        pids=' '
        while read -r verb pid; do
          case $verb in
            add) pids="$pids$pid " ;;
            forget) pids="${pids%% $pid *} ${pids#* $pid }" ;;
            terminate) kill -TERM "$pid" 2>/dev/null ;;
          esac
        done
        for pid in $pids; do
          pkill -KILL -P "$pid" 2>/dev/null
          kill -KILL "$pid" 2>/dev/null
        done
        """;

    private readonly Lock _lock = new();
    private Process? _shell;
    private bool _isDisposed;
    private bool _cannotStart;

    public void Add(int processId) => TryWrite($"add {processId}");

    public void Forget(int processId) => TryWrite($"forget {processId}");

    /// <summary>Sends SIGTERM.</summary>
    /// <returns>Whether that was possible.</returns>
    public bool TryTerminate(int processId) => TryWrite($"terminate {processId}");

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _shell?.StandardInput.Close();
            _shell?.Dispose();
            _shell = null;
        }
    }

    private bool TryWrite(string line)
    {
        lock (_lock)
        {
            if (_isDisposed || _cannotStart || OperatingSystem.IsWindows())
            {
                return false;
            }

            try
            {
                _shell ??= Start();
                _shell.StandardInput.Write(line + "\n");
                _shell.StandardInput.Flush();
                return true;
            }
            catch (Exception error) when (error is Win32Exception or IOException)
            {
                _cannotStart = _shell is null;
                LogNoGuard(error.Message);
                return false;
            }
        }
    }

    private static Process Start() =>
        Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true })
        ?? throw new Win32Exception("/bin/sh did not start.");

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The shell that guards the processes of tasks does not work ({Reason}): they are killed instead of asked to stop, and outlive an emulator that is killed"
    )]
    private partial void LogNoGuard(string reason);
}
