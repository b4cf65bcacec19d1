using System.ComponentModel;
using System.Diagnostics;

namespace Chaos.Network;

/// <summary>iproute2's <c>ip</c>.</summary>
internal static class IpCommand
{
    public const string Program = "ip";

    /// <summary>Runs it.</summary>
    /// <param name="arguments">Its arguments, separated by spaces.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>What it wrote.</returns>
    /// <exception cref="NetworkException">It is not there, or fails.</exception>
    public static async Task<string> RunAsync(string arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Program, arguments.Split(' ')) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? await output : throw new NetworkException($"`ip {arguments}` failed: {(await errors).Trim()}");
        }
        catch (Win32Exception exception)
        {
            throw new NetworkException($"`ip` cannot be run: {exception.Message}", exception);
        }
    }
}
