using System.Runtime.InteropServices;

namespace Workers.Hosting.Handlers;

/// <summary>What .NET does not offer of the system: signals to others.</summary>
internal static partial class Posix
{
    public const int Term = 15;
    public const int Kill = 9;

    /// <summary>Sends a signal. A process that has ended meanwhile needs none, so the answer is of no use.</summary>
    public static void Send(int process, int signal) => _ = SendCore(process, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendCore(int process, int signal);
}
