using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Bench.Emulator;

/// <summary>The emulator as a process of its own, as users start it, and a client that costs little.</summary>
internal sealed class EmulatorChild : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;

    private EmulatorChild(Process process, Uri address)
    {
        _process = process;
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>What the process holds in memory.</summary>
    public long Bytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The processor time that the process has used.</summary>
    public TimeSpan Busy
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<EmulatorChild> StartAsync(params string[] arguments)
    {
        var program = Program();
        var start = new ProcessStartInfo(
            "dotnet",
            [program, "--urls", "http://127.0.0.1:0", "--log-level", "Error", "--stop-on-stdin-end", .. arguments]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("The emulator did not start.");
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The emulator ended at once.");
        return new EmulatorChild(process, new Uri(line.Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal))));
    }

    // Beside this project's own build.
    private static string Program()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var root = framework;
        while (!File.Exists(Path.Combine(root.FullName, "Workers.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("Workers.sln is in no folder above the benchmarks.");
        }

        return Path.Combine(root.FullName, "shared/Workers.Emulator/bin", framework.Parent!.Name, framework.Name, "Workers.Emulator.dll");
    }

    /// <summary>Calls an operation, which must succeed.</summary>
    public async Task<JsonElement> CallAsync(string target, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = content };
        request.Headers.Add("X-Amz-Target", target);
        using var response = await _client.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode
            ? JsonElement.Parse(answer)
            : throw new InvalidOperationException($"{target}: {Encoding.UTF8.GetString(answer)}");
    }

    public Task CreateMachineAsync(string name, string definition) =>
        CallAsync(
            "AWSStepFunctions.CreateStateMachine",
            $$"""{"name":"{{name}}","roleArn":"arn:aws:iam::000000000000:role/r","definition":{{BenchJson.Quote(definition)}}}"""
        );

    /// <summary>How many executions of a machine have succeeded.</summary>
    public async Task<long> SucceededAsync(string machine)
    {
        var statistics = JsonElement.Parse(await _client.GetByteArrayAsync(new Uri("/_emulator/stats", UriKind.Relative)));
        return statistics.GetProperty("executions").TryGetProperty(machine, out var counters)
            ? counters.GetProperty("SUCCEEDED").GetInt64()
            : 0;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
