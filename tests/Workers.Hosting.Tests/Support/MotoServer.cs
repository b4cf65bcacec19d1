using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Workers.Hosting.Tests.Support;

/// <summary>moto, another people's double of AWS, as a process. Tests that need it are skipped where it is missing, and fail on CI.</summary>
public sealed class MotoServer : IAsyncLifetime
{
    private const string Announcement = "Running on ";

    private Process? _process;
    private Task _reading = Task.CompletedTask;
    private string? _url;
    private string _missing = "moto_server is not on this machine.";

    /// <summary>Where it listens.</summary>
    public string Url
    {
        get
        {
            Assert.False(_url is null && Environment.GetEnvironmentVariable("CI") is "true", _missing);
            Assert.SkipWhen(_url is null, _missing);
            return _url!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            _process = Process.Start(
                new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", FreePort()])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            );
        }
        catch (Win32Exception)
        {
            return;
        }

        var output = _process!.StandardOutput.ReadToEndAsync();
        var said = new List<string>();
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            said.Add(line);
            var at = line.IndexOf(Announcement, StringComparison.Ordinal);
            if (at >= 0)
            {
                _url = line[(at + Announcement.Length)..].Trim();
                _reading = Task.WhenAll(output, _process.StandardError.ReadToEndAsync());
                return;
            }
        }

        _missing = $"moto_server did not start: {string.Join(' ', said)}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        await _reading;
        _process.Dispose();
    }

    // Its state machines call its other services at the port that it was told, so that it cannot choose one itself.
    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
