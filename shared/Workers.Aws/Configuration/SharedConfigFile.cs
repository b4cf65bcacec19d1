namespace Workers.Aws.Configuration;

/// <summary>
/// The sections of a shared configuration file. AWSSDK.Core reads the same file for credentials, but keeps a profile's
/// <c>services</c> section, and with it the endpoints, to itself.
/// </summary>
internal sealed class SharedConfigFile
{
    private readonly Dictionary<string, Dictionary<string, string>> _sections = new(StringComparer.Ordinal);

    public static SharedConfigFile Read(string path)
    {
        var file = new SharedConfigFile();
        if (!File.Exists(path))
        {
            return file;
        }

        try
        {
            file.Parse(File.ReadLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AwsConfigurationException("The shared configuration file", path, $"Make it readable: {e.Message}", e);
        }

        return file;
    }

    /// <summary>A section's keys; a nested key reads <c>outer.inner</c>.</summary>
    public IReadOnlyDictionary<string, string>? this[string section] => _sections.GetValueOrDefault(section);

    private void Parse(IEnumerable<string> lines)
    {
        Dictionary<string, string>? section = null;
        string? outer = null;
        foreach (var line in lines)
        {
            var text = line.AsSpan().Trim();
            if (text.IsEmpty || text[0] is '#' or ';')
            {
                continue;
            }

            if (text[0] is '[')
            {
                section = SectionNamed(text);
                outer = null;
                continue;
            }

            var equals = text.IndexOf('=');
            if (section is null || equals < 0)
            {
                continue;
            }

            var key = text[..equals].TrimEnd().ToString();
            var value = WithoutComment(text[(equals + 1)..]).Trim().ToString();
            if (char.IsWhiteSpace(line[0]) && outer is not null)
            {
                section[$"{outer}.{key}"] = value;
                continue;
            }

            outer = value.Length is 0 ? key : null;
            section[key] = value;
        }
    }

    private Dictionary<string, string>? SectionNamed(ReadOnlySpan<char> header)
    {
        var end = header.IndexOf(']');
        if (end < 0)
        {
            return null;
        }

        var words = header[1..end].ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var name = string.Join(' ', words).Replace("\"", "", StringComparison.Ordinal);
        if (!_sections.TryGetValue(name, out var section))
        {
            section = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            _sections.Add(name, section);
        }

        return section;
    }

    private static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> value)
    {
        var comment = value.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? value : value[..comment];
    }
}
