namespace Workers.Hosting.Payloads;

/// <summary>Payloads as files of one folder: on a laptop, or on a file system that the tasks of a service share.</summary>
internal sealed class FolderPayloadStore(string folder) : IPayloadStore
{
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string key, CancellationToken cancellationToken = default)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(key), cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public async Task WriteAsync(string key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // Renamed into place, so that nobody ever reads half a payload.
        var draft = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await File.WriteAllBytesAsync(draft, payload, cancellationToken);
            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private string PathOf(string key)
    {
        PayloadKey.Check(key);
        return Path.Combine(folder, key + ".json");
    }
}
