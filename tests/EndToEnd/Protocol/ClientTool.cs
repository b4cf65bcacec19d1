using System.Diagnostics;

namespace EndToEnd.Protocol;

/// <summary>A client that other people wrote, started as a process: the aws command line, or Python with boto3.</summary>
internal sealed class ClientTool(string program, params string[] probe)
{
    private readonly Lazy<Task<bool>> _isThere = new(() => IsThereAsync(program, probe));

    public static ClientTool Aws { get; } = new("aws", "--version");

    public static ClientTool Boto3 { get; } = new("python3", "-c", "import boto3");

    /// <summary>Skips the test where the client is missing; on CI a missing client is a failure.</summary>
    public async Task RequireAsync()
    {
        if (await _isThere.Value)
        {
            return;
        }

        var message = $"`{program} {string.Join(' ', probe)}` does not work on this machine.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
    }

    /// <summary>Runs the client to its end.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(IEnumerable<string> arguments)
    {
        using var process = Start(program, arguments);
        var cancellationToken = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }

    private static async Task<bool> IsThereAsync(string program, string[] probe)
    {
        try
        {
            using var process = Start(program, probe);
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AWS_ACCESS_KEY_ID"] = "test";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_PAGER"] = "";

        // What the machine is set up for must not reach the tests.
        start.Environment["AWS_CONFIG_FILE"] = start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(
            Path.GetTempPath(),
            "no-aws-configuration"
        );
        start.Environment.Remove("AWS_ENDPOINT_URL");
        start.Environment.Remove("AWS_PROFILE");
        return Process.Start(start)!;
    }
}
