using System.Globalization;

namespace Chaos.Effects;

/// <summary>The files to which workers append their effects, one for each worker.</summary>
internal sealed class EffectFiles(string folder)
{
    private const string Extension = ".effects";

    /// <summary>A worker's file.</summary>
    public string Of(string worker) => Path.Combine(folder, worker + Extension);

    /// <summary>Reads them all.</summary>
    public IReadOnlyList<Effect> Read() =>
        [
            .. Directory
                .EnumerateFiles(folder, $"*{Extension}")
                .SelectMany(file => File.ReadLines(file).Select(line => Parse(Path.GetFileNameWithoutExtension(file), line))),
        ];

    private static Effect Parse(string worker, string line)
    {
        var parts = line.Split(' ');
        var at = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0], CultureInfo.InvariantCulture));
        return new Effect(parts[1], worker, at);
    }
}
