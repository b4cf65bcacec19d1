using System.Text;

namespace Workers.Hosting.Payloads;

/// <summary>What a key may be: safe as a path, and as an object's key in S3.</summary>
internal static class PayloadKey
{
    private const int MaxBytes = 1024;

    /// <exception cref="ArgumentException">It is no key.</exception>
    public static void Check(string key)
    {
        if (!IsKey(key))
        {
            throw new ArgumentException(
                $"The payload key '{key}' must have at most {MaxBytes} bytes in segments separated by '/', "
                    + "none of them empty, '.' or '..' or with a backslash or a control character.",
                nameof(key)
            );
        }
    }

    public static bool IsKey(string key) =>
        Encoding.UTF8.GetByteCount(key) <= MaxBytes
        && !key.Split('/').Any(segment => segment is "" or "." or ".." || segment.Any(c => c is '\\' || char.IsControl(c)));
}
