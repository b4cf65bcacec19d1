namespace Workers.Hosting.Payloads;

/// <summary>What the payload store's settings must be together, beyond each one's range.</summary>
internal static class PayloadCheck
{
    public static IEnumerable<(string Path, string? Value, string Problem)> Problems(PayloadOptions options)
    {
        switch (options.Kind)
        {
            case null:
                yield return ("Payloads:Kind", null, "is required: give Folder (on one machine) or S3 (a bucket, for a fleet in AWS)");
                break;
            case PayloadStoreKind.Folder when string.IsNullOrEmpty(options.Folder):
                yield return ("Payloads:Folder", null, "is required for Payloads:Kind Folder: give the folder");
                break;
            case PayloadStoreKind.S3 when string.IsNullOrEmpty(options.Bucket):
                yield return ("Payloads:Bucket", null, "is required for Payloads:Kind S3: give the bucket's name");
                break;
            case PayloadStoreKind.Folder or PayloadStoreKind.S3:
                break;
            default:
                yield return ("Payloads:Kind", options.Kind.ToString(), "must be Folder or S3");
                break;
        }

        if (options.Prefix is { Length: > 0 } prefix && !PayloadKey.IsKey(prefix))
        {
            yield return (
                "Payloads:Prefix",
                prefix,
                "must be segments separated by '/', none of them empty, '.' or '..' or with a backslash or a control character"
            );
        }
    }
}
