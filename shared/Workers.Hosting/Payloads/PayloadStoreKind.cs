namespace Workers.Hosting;

/// <summary>Where payloads are kept.</summary>
public enum PayloadStoreKind
{
    /// <summary>A folder: on a laptop, or on a file system that the tasks of a service share.</summary>
    Folder,

    /// <summary>A bucket of Amazon S3.</summary>
    S3,
}
