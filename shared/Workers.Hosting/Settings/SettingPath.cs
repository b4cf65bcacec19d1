namespace Workers.Hosting.Settings;

/// <summary>Names of settings, as configuration and as the environment spell them.</summary>
internal static class SettingPath
{
    /// <summary>
    /// The environment variable of a setting. A shell cannot export a name with a dash, so the variable is told with underscores; see
    /// <see cref="EnvironmentAliases"/>.
    /// </summary>
    public static string ToEnvironmentVariable(string path) => path.Replace(":", "__", StringComparison.Ordinal).Replace('-', '_');

    /// <summary>A sentence that tells what is wrong with a setting and where it is set.</summary>
    public static string Describe(string path, string? value, string problem)
    {
        var state = string.IsNullOrEmpty(value) ? "is not set" : $"is '{value}'";
        return $"{path} {state}: it {problem}. Set it in appsettings.json or as the environment variable {ToEnvironmentVariable(path)}.";
    }
}
