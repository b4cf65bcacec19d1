using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace EndToEnd.Protocol;

/// <summary>The emulator as a process of its own, as users start it; it ends when its standard input does.</summary>
public sealed partial class EmulatorUnderTest : IAsyncLifetime
{
    private Process? _process;

    public string Endpoint { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var path = typeof(EmulatorUnderTest)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "EmulatorPath")
            .Value!;
        _process = Process.Start(
            new ProcessStartInfo("dotnet", [path, "--urls", "http://127.0.0.1:0", "--stop-on-stdin-end"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        var line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var address = Address().Match(line ?? "");
        Assert.True(address.Success, $"The emulator said: {line}");
        Endpoint = address.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
