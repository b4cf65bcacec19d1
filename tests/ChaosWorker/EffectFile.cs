using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Workers.Hosting;

namespace ChaosWorker;

/// <summary>
/// Effects that nobody takes back: lines in a file. Each is one write to the end of it, which outlives the process that is killed right after.
/// </summary>
internal sealed class EffectFile : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Lazy<FileStream> _file;
    private readonly Lock _lock = new();

    /// <summary>The file is <c>Effects:File</c>.</summary>
    public EffectFile(IConfiguration configuration, TimeProvider time)
    {
        _time = time;
        _file = new(() =>
        {
            var path =
                configuration["Effects:File"]
                ?? throw new WorkerConfigurationException("Effects__File is missing: name the file that effects are appended to.");
            return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        });
    }

    /// <summary>Appends an effect and when it happened.</summary>
    public void Append(string id)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{_time.GetUtcNow().ToUnixTimeMilliseconds()} {id}\n");
        lock (_lock)
        {
            _file.Value.Write(Encoding.UTF8.GetBytes(line));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_file.IsValueCreated)
        {
            _file.Value.Dispose();
        }
    }
}
