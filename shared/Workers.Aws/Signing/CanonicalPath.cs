using System.Text;

namespace Workers.Aws.Signing;

/// <summary>A request's path as Signature Version 4 signs it: normalized, and every segment percent-encoded once more.</summary>
internal static class CanonicalPath
{
    public static string Of(string path)
    {
        var segments = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment is "..")
            {
                if (segments.Count > 0)
                {
                    segments.RemoveAt(segments.Count - 1);
                }
            }
            else if (segment is not ("" or "."))
            {
                segments.Add(segment);
            }
        }

        var canonical = new StringBuilder("/");
        for (var i = 0; i < segments.Count; i++)
        {
            _ = canonical.Append(i is 0 ? "" : "/").Append(Uri.EscapeDataString(segments[i]));
        }

        return segments.Count > 0 && path.EndsWith('/') ? canonical.Append('/').ToString() : canonical.ToString();
    }
}
