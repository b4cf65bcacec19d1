using System.Diagnostics;

namespace EndToEnd.Processes;

public sealed class InterruptibleTests
{
    [Fact]
    public async Task A_program_heeds_SIGINT_although_the_tests_were_started_to_ignore_it()
    {
        var command = Interruptible.Command("sh", "-c", "kill -INT $$; echo ignored");
        Assert.SkipWhen(command.FileName == "sh", "This machine's env has no --default-signal.");
        var start = new ProcessStartInfo("sh", ["-c", "trap '' INT; exec \"$@\"", "sh", command.FileName, .. command.ArgumentList])
        {
            RedirectStandardOutput = true,
        };

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", output);
        Assert.Equal(128 + 2, process.ExitCode);
    }
}
