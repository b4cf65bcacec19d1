using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace LocalFleet.Processes;

/// <summary>The emulator's process. It holds all executions in memory, so the run ends with it.</summary>
internal sealed partial class EmulatorProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly ProcessLog _log;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChildProcess? _process;

    public EmulatorProcess(ProcessLog log) => _log = log;

    /// <summary>Its process id.</summary>
    public int ProcessId => _process?.Id ?? 0;

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="assembly">Its assembly.</param>
    /// <param name="endpoint">Where it is to listen; port 0 takes a free one.</param>
    /// <param name="tasks">The file that says which program stands for which container; <see langword="null"/> for none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetException">The port is in use, or it does not start.</exception>
    public async Task<Uri> StartAsync(
        string assembly,
        IPEndPoint endpoint,
        string? tasks,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        RequireFree(endpoint);
        string[] containers = tasks is null ? [] : ["--tasks", tasks];
        var spec = new ChildSpec(
            FleetNames.Emulator,
            assembly,
            ["--urls", $"http://{endpoint}", "--stop-on-stdin-end", "--log-level", "Warning", .. containers],
            new Dictionary<string, string?>()
        );
        _process = ChildProcess.Start(spec, Read);
        var first = await Task.WhenAny(_listening.Task, _process.Exit).WaitAsync(StartLimit, time, cancellationToken);
        return first == _listening.Task
            ? await _listening.Task
            : throw new FleetException($"The emulator exited with {await _process.Exit} while it started:{Environment.NewLine}{_log.Tail}");
    }

    /// <summary>Completes with an error when it ends before it was asked to.</summary>
    public async Task WatchAsync(CancellationToken stopping)
    {
        var exitCode = await _process!.Exit.WaitAsync(stopping);
        throw new FleetException(
            $"The emulator exited with {exitCode}, and all executions with it. Its last words ({_log.Path}):{Environment.NewLine}{_log.Tail}"
        );
    }

    /// <summary>Asks it to end.</summary>
    /// <returns>Completes when it has ended.</returns>
    public Task EndAsync()
    {
        _process?.EndInput();
        return _process?.Exit ?? Task.CompletedTask;
    }

    /// <summary>Ends it at once.</summary>
    public void Kill() => _process?.Kill();

    /// <inheritdoc/>
    public void Dispose() => _process?.Dispose();

    private static void RequireFree(IPEndPoint endpoint)
    {
        using var listener = new TcpListener(endpoint) { ExclusiveAddressUse = true };
        try
        {
            listener.Start();
        }
        catch (SocketException exception)
        {
            var why = exception.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "is in use: something listens there already, perhaps another run",
                _ => $"cannot be listened on ({exception.Message})",
            };
            throw new FleetException(
                $"Port {endpoint.Port} {why}. Stop that, or choose another port: make run PORT=4567 (PORT=0 takes a free one).",
                exception
            );
        }
    }

    [GeneratedRegex(@"listening on (http://\S+)")]
    private static partial Regex ListeningLine { get; }

    private void Read(string line)
    {
        _log.Add(line);
        if (ListeningLine.Match(line) is { Success: true } match)
        {
            _listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }
}
