using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Payloads;

/// <summary>Removes what a folder has kept for long enough, with a later write, so that nothing needs to run for it.</summary>
internal sealed partial class ExpiredPayloads(string folder, TimeSpan expiry, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private DateTimeOffset _next;

    /// <summary>Notes when a payload was written, by the clock that decides about its end.</summary>
    public void Written(string path) => File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);

    /// <summary>Removes expired payloads and the folders they leave empty, at most once an hour.</summary>
    public void Remove()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (now < _next)
            {
                return;
            }

            _next = now + Interval;
        }

        try
        {
            var removed = Remove(new DirectoryInfo(folder), (now - expiry).UtcDateTime);
            if (removed > 0)
            {
                LogRemoved(removed, folder);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process may be doing the same; whatever is left is removed the next time.
            LogNotRemoved(folder, exception.Message);
        }
    }

    private static int Remove(DirectoryInfo folder, DateTime before)
    {
        if (!folder.Exists)
        {
            return 0;
        }

        var removed = 0;
        foreach (var job in folder.EnumerateDirectories())
        {
            var files = job.GetFiles();
            var expired = files.Where(file => file.LastWriteTimeUtc <= before).ToList();
            expired.ForEach(file => file.Delete());
            removed += expired.Count;
            if (expired.Count == files.Length && job.LastWriteTimeUtc <= before)
            {
                job.Delete();
            }
        }

        return removed;
    }

    [LoggerMessage(LogLevel.Information, "{Count} expired payloads were removed from {Folder}")]
    private partial void LogRemoved(int count, string folder);

    [LoggerMessage(LogLevel.Warning, "Expired payloads could not all be removed from {Folder}: {Reason}")]
    private partial void LogNotRemoved(string folder, string reason);
}
