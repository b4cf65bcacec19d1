using LocalFleet;

namespace Chaos;

/// <summary>The files of a run; what an earlier run left is removed.</summary>
internal sealed class RunFiles
{
    private readonly string _path;

    private RunFiles(string path) => _path = path;

    /// <summary>Everything that processes said and exported: what is searched for tokens and payloads.</summary>
    public string Logs => Path.Combine(_path, "logs");

    /// <summary>The effects that are appended.</summary>
    public string Effects => Path.Combine(_path, "effects");

    /// <summary>The workers' record store, which holds outputs, as it must.</summary>
    public string Store => Path.Combine(_path, "store", "records.db");

    /// <summary>What the search is tried on.</summary>
    public string Probe => Path.Combine(_path, "probe.txt");

    /// <summary>Makes the folder anew.</summary>
    /// <exception cref="FleetException">It cannot be made.</exception>
    public static RunFiles Create(string path)
    {
        var files = new RunFiles(path);
        try
        {
            foreach (var folder in new[] { files.Logs, files.Effects, Path.GetDirectoryName(files.Store)! })
            {
                if (Directory.Exists(folder))
                {
                    Directory.Delete(folder, recursive: true);
                }

                Directory.CreateDirectory(folder);
            }

            return files;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FleetException($"{path} cannot be made anew: {exception.Message}", exception);
        }
    }
}
