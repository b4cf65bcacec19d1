using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Workers.Aws.Tests.Support;

/// <summary>Asks botocore, AWS's own Python client, for a second opinion.</summary>
internal static class Python
{
    /// <summary>Runs a script that reads JSON from standard input and prints JSON.</summary>
    public static async Task<JsonElement> AskBotocoreAsync(string script, string input)
    {
        var (exit, output, error) = await RunAsync(["-c", script], input);
        if (exit is not 0 && (exit is -1 || error.Contains("No module named", StringComparison.Ordinal)))
        {
            const string Missing = "python3 with botocore is not on this machine";
            Assert.False(Environment.GetEnvironmentVariable("CI") is "true", Missing);
            Assert.Skip(Missing);
        }

        Assert.True(exit is 0, error);
        return JsonDocument.Parse(output).RootElement;
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(string[] arguments, string input)
    {
        var start = new ProcessStartInfo("python3", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            return (-1, "", e.Message);
        }

        using (process)
        {
            var cancellationToken = TestContext.Current.CancellationToken;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output, await error);
        }
    }
}
