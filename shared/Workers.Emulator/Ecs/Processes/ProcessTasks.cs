using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Emulator.Statistics;

namespace Workers.Emulator.Ecs.Processes;

/// <summary>Runs tasks as processes of this machine. Real time only: no clock can be set for other programs.</summary>
internal sealed partial class ProcessTasks : IStatisticsSource, IDisposable
{
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Process, string> _running = new();

    [SuppressMessage("Usage", "CA2213", Justification = "Tasks that are killed at the end leave it after that.")]
    private readonly SemaphoreSlim _room;
    private readonly ProcessGuard _guard;
    private readonly ILogger _logger;
    private readonly TimeSpan _stopTimeout;

    /// <param name="loggers">Where the processes' output goes.</param>
    /// <param name="stopTimeout">How long after SIGTERM a process is killed; ECS's <c>stopTimeout</c>, which is 30 seconds by default.</param>
    /// <param name="most">How many processes run at once; further tasks wait for room, as they do for a cluster's.</param>
    public ProcessTasks(ILoggerFactory loggers, TimeSpan stopTimeout, int most = int.MaxValue)
    {
        _room = new SemaphoreSlim(most);
        _logger = loggers.CreateLogger<ProcessTasks>();
        _guard = new ProcessGuard(_logger);
        _stopTimeout = stopTimeout;
    }

    /// <summary>The runner of a family.</summary>
    /// <param name="definition">The process.</param>
    /// <param name="ambient">Variables that the process finds unless it is given others: where the emulator is.</param>
    public TaskRunner Runner(ProcessDefinition definition, Func<IEnumerable<KeyValuePair<string, string>>> ambient) =>
        (task, stopped) => RunAsync(definition, ambient(), task, stopped);

    /// <summary>Writes <c>taskProcesses</c>: for each family the ids of the processes that run.</summary>
    public void WriteSections(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("taskProcesses");
        foreach (
            var family in _running.GroupBy(pair => pair.Value, pair => pair.Key.Id).OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            writer.WriteStartArray(family.Key);
            foreach (var id in family)
            {
                writer.WriteNumberValue(id);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Kills what still runs.</summary>
    public void Dispose()
    {
        foreach (var process in _running.Keys)
        {
            Kill(process);
        }

        _guard.Dispose();
    }

    private async Task<int> RunAsync(
        ProcessDefinition definition,
        IEnumerable<KeyValuePair<string, string>> ambient,
        EmulatedTask task,
        CancellationToken stopped
    )
    {
        await _room.WaitAsync(stopped);
        try
        {
            return await RunWithRoomAsync(definition, ambient, task, stopped);
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task<int> RunWithRoomAsync(
        ProcessDefinition definition,
        IEnumerable<KeyValuePair<string, string>> ambient,
        EmulatedTask task,
        CancellationToken stopped
    )
    {
        using var process = Start(definition, ambient, task);
        _running[process] = task.Family;
        _guard.Add(process.Id);
        try
        {
            // A container's standard input is empty.
            process.StandardInput.Close();
            var output = Task.WhenAll(CopyAsync(process.StandardOutput, task.Family), CopyAsync(process.StandardError, task.Family));
            await EndAsync(process, task.Family, stopped);
            await DrainAsync(output);
            return process.ExitCode;
        }
        finally
        {
            _guard.Forget(process.Id);
            _running.TryRemove(process, out _);
        }
    }

    private static Process Start(ProcessDefinition definition, IEnumerable<KeyValuePair<string, string>> ambient, EmulatedTask task)
    {
        var arguments = definition.EntryPoint.Skip(1).Concat(task.Command.Count > 0 ? task.Command : definition.Command);
        var start = new ProcessStartInfo(definition.EntryPoint[0], arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = definition.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in ambient)
        {
            start.Environment.TryAdd(name, value);
        }

        foreach (var (name, value) in definition.Environment.Concat(task.Environment))
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Exception error) when (error is Win32Exception or DirectoryNotFoundException)
        {
            throw new TaskStartException($"{definition.EntryPoint[0]}: {error.Message}", error);
        }
    }

    private async Task EndAsync(Process process, string family, CancellationToken stopped)
    {
        try
        {
            await process.WaitForExitAsync(stopped);
            return;
        }
        catch (OperationCanceledException)
        {
            LogStopping(family, process.Id);
        }

        if (_guard.TryTerminate(process.Id))
        {
            try
            {
                await process.WaitForExitAsync(CancellationToken.None).WaitAsync(_stopTimeout, TimeProvider.System, CancellationToken.None);
                return;
            }
            catch (TimeoutException)
            {
                LogKilling(family, process.Id, _stopTimeout.TotalSeconds);
            }
        }

        Kill(process);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    private async Task CopyAsync(StreamReader reader, string family)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                LogOutput(family, line);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The process has ended, and a child of its own that held the pipe was not waited for.
        }
    }

    // A child of the process may hold the pipes open for as long as it likes.
    private static async Task DrainAsync(Task output)
    {
        try
        {
            await output.WaitAsync(OutputGrace, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // What it still writes goes nowhere.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "[{Family}] {Line}")]
    private partial void LogOutput(string family, string line);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping the task of {Family}, process {ProcessId}")]
    private partial void LogStopping(string family, int processId);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Killing the task of {Family}, process {ProcessId}: it has not ended {Seconds} s after SIGTERM"
    )]
    private partial void LogKilling(string family, int processId, double seconds);
}
