using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace EndToEnd.Processes;

/// <summary>A program under test in a process of its own: its lines are read, its standard input is held open.</summary>
internal sealed partial class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _waiting = [];
    private readonly Task<int> _exit;

    private RunningProgram(Process process)
    {
        _process = process;
        _exit = ObserveAsync();
    }

    public int Id => _process.Id;

    /// <summary>Everything it has written.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public static RunningProgram Start(string assembly, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var start = Interruptible.Command("dotnet", [assembly, .. arguments]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new RunningProgram(Process.Start(start)!);
    }

    /// <summary>Starts the emulator, on a free port by default; it ends when its standard input does.</summary>
    public static RunningProgram StartEmulator(string address = "http://127.0.0.1:0") =>
        Start(Build.Emulator, new Dictionary<string, string?>(), "--urls", address, "--stop-on-stdin-end");

    /// <summary>Where the emulator listens, once it does.</summary>
    public async Task<string> EmulatorAddressAsync() => Address.Match(await LineAsync("Workers.Emulator listening on")).Value;

    /// <summary>The first line, written already or yet to come, that is wanted.</summary>
    public Task<string> LineAsync(Func<string, bool> wanted)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_lines.Find(line => wanted(line)) is { } line)
            {
                return Task.FromResult(line);
            }

            _waiting.Add((wanted, found));
        }

        return WithinAsync(found.Task, "the line did not come");
    }

    public Task<string> LineAsync(string part) => LineAsync(line => line.Contains(part, StringComparison.Ordinal));

    /// <summary>Its exit code, when it ends by itself.</summary>
    /// <param name="patience">How long that may take. Default: two minutes.</param>
    public Task<int> ExitAsync(TimeSpan? patience = null) => WithinAsync(_exit, "the program did not end", patience);

    public void EndInput() => _process.StandardInput.Close();

    public void Kill() => _process.Kill();

    /// <summary>Sends a signal, for example <c>INT</c>.</summary>
    public static async Task SignalAsync(int processId, string signal)
    {
        using var kill = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {processId}")]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits until a process that may be nobody's child any more has ended; one that nobody has collected yet has ended.</summary>
    public static async Task GoneAsync(int processId)
    {
        var status = $"/proc/{processId}/stat";
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                var text = await File.ReadAllTextAsync(status, TestContext.Current.CancellationToken);
                return text.Split(") ")[^1][0] is 'Z' or 'X';
            }
            catch (IOException)
            {
                return true;
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (!_exit.IsCompleted)
        {
            _process.Kill(entireProcessTree: true);
            await _exit;
        }

        _process.Dispose();
    }

    private async Task<T> WithinAsync<T>(Task<T> task, string problem, TimeSpan? patience = null)
    {
        try
        {
            return await task.WaitAsync(patience ?? Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{problem} within {patience ?? Patience}. So far:\n{Output}", exception);
        }
    }

    private async Task<int> ObserveAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
        await _process.WaitForExitAsync();
        lock (_lock)
        {
            _waiting.ForEach(wait => wait.Found.TrySetException(new EndOfStreamException($"The program ended. It said:\n{Output}")));
        }

        return _process.ExitCode;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lock)
            {
                _lines.Add(line);
                foreach (var (_, found) in _waiting.Where(wait => wait.Wanted(line)))
                {
                    found.TrySetResult(line);
                }
            }
        }
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Address { get; }
}
