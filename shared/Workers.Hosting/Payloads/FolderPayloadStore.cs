using Workers.Hosting.Settings;
using Workers.Hosting.Stores;

namespace Workers.Hosting.Payloads;

/// <summary>Payloads as files of one folder: on a laptop, or on a file system that the tasks of a service share.</summary>
internal sealed class FolderPayloadStore(string folder, int maxBytes = int.MaxValue) : IPayloadStore, IOpenedAtStart
{
    /// <summary>Removes expired payloads; <see langword="null"/> when they are kept for good.</summary>
    public ExpiredPayloads? Expired { get; init; }

    public Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using (File.Create(Path.Combine(folder, $".{Guid.NewGuid():N}"), 1, FileOptions.DeleteOnClose))
            {
                return Task.CompletedTask;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new WorkerConfigurationException(
                SettingPath.Describe(
                    "Payloads:Folder",
                    folder,
                    $"cannot be used ({exception.Message.TrimEnd('.')}); name a folder that the worker may write to"
                ),
                exception
            );
        }
    }

    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string key, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var file = File.OpenRead(PathOf(key));
            if (file.Length > maxBytes)
            {
                throw new InvalidDataException($"Payload '{key}' has {file.Length} bytes, more than Payloads:MaxBytes ({maxBytes}).");
            }

            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public async Task WriteAsync(string key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        if (payload.Length > maxBytes)
        {
            throw new ArgumentException(
                $"The payload has {payload.Length} bytes, more than Payloads:MaxBytes ({maxBytes}).",
                nameof(payload)
            );
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // Renamed into place, so that nobody ever reads half a payload.
        var draft = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await File.WriteAllBytesAsync(draft, payload, cancellationToken);
            Expired?.Written(draft);
            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }

        Expired?.Remove();
    }

    private string PathOf(string key)
    {
        PayloadKey.Check(key);
        return Path.Combine(folder, key + ".json");
    }
}
