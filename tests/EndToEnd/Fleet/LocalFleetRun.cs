using System.Globalization;
using System.Text.RegularExpressions;
using EndToEnd.Processes;

namespace EndToEnd.Fleet;

/// <summary>A run of LocalFleet on a free port, with logs of its own.</summary>
internal sealed partial class LocalFleetRun : IAsyncDisposable
{
    private readonly string _logs = Directory.CreateTempSubdirectory("fleet-run-").FullName;

    public LocalFleetRun(params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string?>
        {
            ["PORT"] = "0",
            ["KEEP"] = "",
            ["LOGS"] = _logs,
        };
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        Program = RunningProgram.Start(Build.LocalFleet, environment);
    }

    public RunningProgram Program { get; }

    /// <summary>Where the emulator listens, once it does.</summary>
    public async Task<Uri> EmulatorAsync() => new(Address.Match(await Program.LineAsync("Workers.Emulator runs as process")).Value);

    /// <summary>The id of a child's process, once it was started.</summary>
    public async Task<int> ChildAsync(string name)
    {
        var line = await Program.LineAsync($"{name} runs as process");
        return int.Parse(ProcessId.Match(line).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>The cells of the summary's row that begins with this text.</summary>
    public string[] Row(string first) =>
        Program
            .Output.Split('\n')
            .Select(line => line.Trim().Trim('│').Split('│', StringSplitOptions.TrimEntries))
            .Single(cells => cells.Length > 1 && cells[0] == first);

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        Directory.Delete(_logs, recursive: true);
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Address { get; }

    [GeneratedRegex(@"runs as process (\d+)")]
    private static partial Regex ProcessId { get; }
}
