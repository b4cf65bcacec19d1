using System.ComponentModel;
using System.Diagnostics;

namespace EndToEnd.Processes;

/// <summary>
/// Starts programs that heed SIGINT. A shell that starts something in the background of a script has it ignore SIGINT, all that it starts in
/// turn inherits that, and a .NET program leaves an ignored signal ignored.
/// </summary>
internal static class Interruptible
{
    private const string Launcher = "env";
    private const string Reset = "--default-signal=INT";

    // Only GNU's env knows the option; elsewhere programs are started as they are.
    private static readonly Lazy<bool> s_canReset = new(CanReset);

    /// <summary>How to start a program: <c>env</c> becomes the program itself, so that the process's id is the program's.</summary>
    public static ProcessStartInfo Command(string program, params IEnumerable<string> arguments) =>
        s_canReset.Value ? new(Launcher, [Reset, program, .. arguments]) : new(program, arguments);

    private static bool CanReset()
    {
        try
        {
            var probe = new ProcessStartInfo(Launcher, [Reset, "true"]) { RedirectStandardError = true };
            using var process = Process.Start(probe)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
