using System.Text.Json;

namespace LocalFleet.Provisioning;

/// <summary>Tells the emulator which program stands for the container that posts to the ledger.</summary>
internal static class TaskFile
{
    /// <summary>Writes the file.</summary>
    /// <param name="folder">The run's files.</param>
    /// <param name="dotnet">The program that runs the worker's assembly.</param>
    /// <param name="assembly">The worker's assembly.</param>
    public static void Write(RunFolder folder, string dotnet, string assembly)
    {
        using var file = File.Create(folder.Tasks);
        using var writer = new Utf8JsonWriter(file);
        writer.WriteStartObject();
        writer.WriteStartObject(FleetNames.Machines.Ledger);
        writer.WriteStartArray("entryPoint");
        writer.WriteStringValue(dotnet);
        writer.WriteStringValue(assembly);
        writer.WriteEndArray();
        writer.WriteStartObject("environment");
        foreach (var (name, value) in WorkerSettings.RunOnce(folder))
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
