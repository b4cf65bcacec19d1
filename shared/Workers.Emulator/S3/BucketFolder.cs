using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Workers.Emulator.S3;

/// <summary>Amazon S3 as far as distributed Maps need it: a folder whose sub-folders are buckets, and whose files are objects.</summary>
/// <param name="root">The folder; null when there is none.</param>
internal sealed partial class BucketFolder(string? root)
{
    /// <summary>Whether no folder was given.</summary>
    public bool IsMissing => root is null;

    /// <summary>Reads an object.</summary>
    /// <exception cref="S3Exception">There is no such bucket or object, or the folder cannot be read.</exception>
    public byte[] Read(string bucket, string key)
    {
        var file = FileOf(bucket, key);
        return File.Exists(file)
            ? Guard(() => File.ReadAllBytes(file))
            : throw new S3Exception("NoSuchKey", "The specified key does not exist.", 404);
    }

    /// <summary>The objects of a bucket whose keys start with a prefix, in the order of their keys.</summary>
    /// <exception cref="S3Exception">There is no such bucket, or the folder cannot be read.</exception>
    public IReadOnlyList<StoredObject> List(string bucket, string prefix)
    {
        var folder = Bucket(bucket);
        return Guard(() =>
            Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => (File: file, Key: Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')))
                .Where(found => found.Key.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(found => found.Key, StringComparer.Ordinal)
                .Select(found => Describe(found.File, found.Key))
                .ToList()
        );
    }

    /// <summary>Writes an object.</summary>
    /// <exception cref="S3Exception">There is no such bucket, or the folder cannot be written.</exception>
    public void Write(string bucket, string key, ReadOnlyMemory<byte> body)
    {
        var file = FileOf(bucket, key);
        Guard(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, body.Span);
            return true;
        });
    }

    /// <summary>The folder of a bucket that is there.</summary>
    /// <exception cref="S3Exception">It is not, or there is no root.</exception>
    public string Bucket(string bucket)
    {
        if (root is null)
        {
            throw new S3Exception(
                "ServiceUnavailable",
                "This emulator has no folder that stands for Amazon S3. Start it with --s3-root FOLDER; each bucket is a folder in there.",
                503
            );
        }

        if (!BucketName().IsMatch(bucket) || bucket.Contains("..", StringComparison.Ordinal))
        {
            throw new S3Exception("InvalidBucketName", "The specified bucket is not valid.", 400);
        }

        var folder = Path.Combine(Path.GetFullPath(root), bucket);
        return Directory.Exists(folder) ? folder : throw new S3Exception("NoSuchBucket", "The specified bucket does not exist.", 404);
    }

    // A key is a path below its bucket, and must not lead out of it.
    private string FileOf(string bucket, string key)
    {
        var folder = Bucket(bucket);
        var parts = key.Split('/');
        return key.Length is 0 or > 1_024 || key.Contains('\0', StringComparison.Ordinal) || parts.Any(part => part is "" or "." or "..")
            ? throw new S3Exception("NoSuchKey", "The specified key does not exist.", 404)
            : Path.Combine([folder, .. parts]);
    }

    [SuppressMessage("Security", "CA5351", Justification = "S3 defines the ETag of an object as its MD5.")]
    private static StoredObject Describe(string file, string key)
    {
        using var content = File.OpenRead(file);
        return new StoredObject(
            key,
            content.Length,
            new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero),
            $"\"{Convert.ToHexStringLower(MD5.HashData(content))}\""
        );
    }

    private static T Guard<T>(Func<T> access)
    {
        try
        {
            return access();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new S3Exception("InternalError", error.Message, 500);
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex BucketName();
}

/// <summary>An object as a listing tells it.</summary>
internal sealed record StoredObject(string Key, long Size, DateTimeOffset LastModified, string ETag);

/// <summary>Amazon S3 refuses, in its own words.</summary>
internal sealed class S3Exception(string code, string message, int statusCode)
    : Exception(
        $"{message} (Service: Amazon S3; Status Code: {statusCode}; Error Code: {code}; Request ID: {Guid.NewGuid()}; Proxy: null)"
    );
