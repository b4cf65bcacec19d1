using System.Text.Json;

namespace Scaling.Policy;

/// <summary>How a service is scaled: the settings that Terraform's module <c>worker-service</c> takes.</summary>
internal sealed record ScalingSettings
{
    private const string File = "terraform/modules/worker-service/scaling-defaults.json";

    /// <summary>Which share of the slots is to be used, above 0 and below 1.</summary>
    public required double SaturationTarget { get; init; }

    /// <summary>Which share of the acceptable latency a backlog may take.</summary>
    public required double LatencyShare { get; init; }

    /// <summary>For how long, in seconds, what a scale-out adds counts as there.</summary>
    public required int ScaleOutCooldownSeconds { get; init; }

    /// <summary>How long after a change, in seconds, the next scale-in may come.</summary>
    public required int ScaleInCooldownSeconds { get; init; }

    /// <summary>After how many minutes without any job a service goes to zero.</summary>
    public required int IdleMinutes { get; init; }

    /// <summary>How many minutes a job has waited, without a task that runs, when the alarm wakes a service at zero.</summary>
    public required int WakeMinutes { get; init; }

    /// <summary>Among how many minutes these are.</summary>
    public required int WakeOfMinutes { get; init; }

    /// <summary>How long after the alarm has added a task, in seconds, it adds no other one.</summary>
    public required int WakeCooldownSeconds { get; init; }

    /// <summary>What a queue's backlog is divided by.</summary>
    public BacklogPer BacklogPer { get; init; } = BacklogPer.DesiredTask;

    /// <summary>Whether jobs in flight belong to the backlog.</summary>
    public bool CountsInFlight { get; init; } = true;

    /// <summary>The module's defaults, out of the file that the module itself reads.</summary>
    /// <exception cref="FileNotFoundException">The file is in no folder above the program.</exception>
    public static ScalingSettings Defaults()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var file = Path.Combine(folder, File);
            if (System.IO.File.Exists(file))
            {
                return Read(file);
            }
        }

        throw new FileNotFoundException($"{File} is in no folder above {AppContext.BaseDirectory}.", File);
    }

    private static ScalingSettings Read(string file)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(file));
        var root = document.RootElement;
        return new ScalingSettings
        {
            SaturationTarget = root.GetProperty("saturationTarget").GetDouble(),
            LatencyShare = root.GetProperty("latencyShare").GetDouble(),
            ScaleOutCooldownSeconds = root.GetProperty("scaleOutCooldownSeconds").GetInt32(),
            ScaleInCooldownSeconds = root.GetProperty("scaleInCooldownSeconds").GetInt32(),
            IdleMinutes = root.GetProperty("idleMinutes").GetInt32(),
            WakeMinutes = root.GetProperty("wakeMinutes").GetInt32(),
            WakeOfMinutes = root.GetProperty("wakeOfMinutes").GetInt32(),
            WakeCooldownSeconds = root.GetProperty("wakeCooldownSeconds").GetInt32(),
        };
    }
}

/// <summary>What a queue's backlog is divided by, beside the slots of a task.</summary>
internal enum BacklogPer
{
    /// <summary>The tasks that run.</summary>
    RunningTask,

    /// <summary>The tasks that are wanted, those that start included.</summary>
    DesiredTask,
}
