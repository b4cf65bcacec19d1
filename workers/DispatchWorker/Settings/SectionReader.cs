using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace DispatchWorker.Settings;

/// <summary>Reads values of a section and collects what is wrong with them.</summary>
/// <param name="configuration">The settings.</param>
/// <param name="paths">The section's spellings, the one that wins first.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class SectionReader(IConfiguration configuration, IReadOnlyList<string> paths, List<string> problems)
{
    public string? Text(string name) =>
        paths.Select(path => configuration[$"{path}:{name}"]).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));

    public string Required(string name, string remedy)
    {
        if (Text(name) is { } value)
        {
            return value;
        }

        Complain(name, null, $"is required: {remedy}");
        return "";
    }

    public TimeSpan Seconds(string name, TimeSpan otherwise, int least, int most) =>
        TimeSpan.FromSeconds(Number(name, (int)otherwise.TotalSeconds, least, most));

    public int Number(string name, int otherwise, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least
            && value <= most
        )
        {
            return value;
        }

        Complain(name, text, $"must be a whole number from {least} to {most}");
        return otherwise;
    }

    public Uri? Url(string name, string value)
    {
        if (Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        Complain(name, value, "must be an absolute http or https URL");
        return null;
    }

    public void Complain(string name, string? value, string problem)
    {
        var path = $"{paths[^1]}:{name}";
        var variable = path.Replace(":", "__", StringComparison.Ordinal).Replace('-', '_');
        var state = value is null ? "is not set" : $"is '{value}'";
        problems.Add($"{path} {state}: it {problem}. Set it in appsettings.json or as the environment variable {variable}.");
    }
}
