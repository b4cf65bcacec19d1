namespace Workers.Emulator.Tests.StepFunctions;

/// <summary>A folder that stands for Amazon S3, with one bucket.</summary>
internal sealed class TemporaryBuckets : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("workers-s3-");

    public TemporaryBuckets() => _root.CreateSubdirectory("claims");

    public string Root => _root.FullName;

    public void Put(string key, string text)
    {
        var file = Path.Combine(Root, "claims", key);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public string Get(string key) => File.ReadAllText(Path.Combine(Root, "claims", key));

    public bool Has(string key) => File.Exists(Path.Combine(Root, "claims", key));

    public void Dispose() => _root.Delete(recursive: true);
}
