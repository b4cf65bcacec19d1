namespace Workers.Hosting.Handlers;

/// <summary>What a handler's settings must be together, beyond each one's range.</summary>
internal static class HandlerCheck
{
    private const int MaxErrorName = 256;

    public static IEnumerable<(string Setting, string? Value, string Problem)> Problems(HandlerOptions options)
    {
        var problems = options.Kind switch
        {
            HandlerKind.Command => Command(options),
            HandlerKind.Http => Http(options),
            null => [],
            _ => [("Kind", options.Kind.ToString(), "must be Command or Http")],
        };
        return problems.Concat(
            options
                .ErrorNames.Where(name => name.Value is not { Length: > 0 and <= MaxErrorName })
                .Select(name => ($"ErrorNames:{name.Key}", (string?)name.Value, "must have 1 to 256 characters, Step Functions' limit"))
        );
    }

    private static IEnumerable<(string Setting, string? Value, string Problem)> Command(HandlerOptions options)
    {
        if (string.IsNullOrEmpty(options.Program))
        {
            yield return ("Program", null, "is required for Kind Command: give the program's path, or its name in PATH");
        }
        else if (options.Program.Contains('/', StringComparison.Ordinal) && !File.Exists(options.Program))
        {
            yield return ("Program", options.Program, "is no file here; give the path of a program in the image");
        }

        if (options.WorkingDirectory is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            yield return ("WorkingDirectory", folder, "is no folder here; give one in the image");
        }
    }

    private static IEnumerable<(string Setting, string? Value, string Problem)> Http(HandlerOptions options)
    {
        if (
            !Uri.TryCreate(options.Url, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
        )
        {
            yield return ("Url", options.Url, "must be an absolute http or https URL, to which jobs are posted");
        }

        using var request = new HttpRequestMessage();
        foreach (var (name, value) in options.Headers)
        {
            // The value may be a secret, and is not told.
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                yield return ($"Headers:{name}", "(set)", "is no request header that can be set");
            }
        }
    }
}
