using System.Diagnostics;

namespace LocalFleet.Processes;

/// <summary>A running child. Its standard input is held open: when this process ends, however it ends, the child reads the end of it.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process, Action<string> line)
    {
        _process = process;
        Exit = ObserveAsync(process, line);
    }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Its exit code, once it has ended and all it said was read; 128 and the signal's number when a signal ended it.</summary>
    public Task<int> Exit { get; }

    /// <summary>Starts it.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="line">Takes each line that it writes.</param>
    public static ChildProcess Start(ChildSpec spec, Action<string> line)
    {
        IReadOnlyList<string> command = [.. spec.Launcher, DotnetHost(), spec.Assembly, .. spec.Arguments];
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return new ChildProcess(Process.Start(start)!, line);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new FleetException($"{spec.Name} cannot be started with '{start.FileName}': {exception.Message}", exception);
        }
    }

    /// <summary>Asks it to end: its standard input ends.</summary>
    public void EndInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already, and the pipe with it.
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Kill() => _process.Kill();

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    /// <summary>The dotnet that runs this program runs the children, whatever PATH says.</summary>
    public static string DotnetHost() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static async Task<int> ObserveAsync(Process process, Action<string> line)
    {
        await Task.WhenAll(ReadAsync(process.StandardOutput, line), ReadAsync(process.StandardError, line));
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> line)
    {
        while (await reader.ReadLineAsync() is { } text)
        {
            line(text);
        }
    }
}
