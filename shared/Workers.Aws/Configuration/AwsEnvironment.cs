namespace Workers.Aws.Configuration;

/// <summary>Where environment variables and the shared configuration files are read.</summary>
internal sealed class AwsEnvironment(Func<string, string?> variable)
{
    public static AwsEnvironment Process { get; } = new(Environment.GetEnvironmentVariable);

    public string? this[string name] => variable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    public string ConfigFile => this["AWS_CONFIG_FILE"] ?? InHome("config");

    public string CredentialsFile => this["AWS_SHARED_CREDENTIALS_FILE"] ?? InHome("credentials");

    private string InHome(string file) =>
        Path.Combine(this["HOME"] ?? this["USERPROFILE"] ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws", file);
}
