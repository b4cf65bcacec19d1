using System.Runtime.InteropServices;
using LocalFleet;

namespace Chaos.Processes;

/// <summary>Signals, which .NET does not send. The numbers are Linux's; on macOS those of stop and continue differ.</summary>
internal static partial class Signal
{
    public const int Kill = 9;
    public const int Terminate = 15;

    public static readonly int Continue = OperatingSystem.IsMacOS() ? 19 : 18;
    public static readonly int Stop = OperatingSystem.IsMacOS() ? 17 : 19;

    /// <summary>Sends one.</summary>
    /// <exception cref="FleetException">The process is not there, or not ours: the run would believe in a fault that was none.</exception>
    public static void Send(int process, int signal)
    {
        if (SendCore(process, signal) != 0)
        {
            throw new FleetException($"Signal {signal} did not reach process {process}: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendCore(int process, int signal);
}
