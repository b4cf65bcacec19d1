namespace Workers.Aws.Configuration;

/// <summary>What the chosen profile says about regions and endpoints.</summary>
internal sealed class SharedProfile
{
    private readonly IReadOnlyDictionary<string, string>? _config;
    private readonly IReadOnlyDictionary<string, string>? _credentials;
    private readonly IReadOnlyDictionary<string, string>? _services;

    private SharedProfile(
        string name,
        IReadOnlyDictionary<string, string>? config,
        IReadOnlyDictionary<string, string>? credentials,
        IReadOnlyDictionary<string, string>? services
    )
    {
        Name = name;
        _config = config;
        _credentials = credentials;
        _services = services;
    }

    public string Name { get; }

    public string? this[string key] => Value(_credentials, key) ?? Value(_config, key);

    public string? ServiceEndpoint(string service) => Value(_services, $"{service}.endpoint_url");

    /// <exception cref="AwsConfigurationException">A profile was asked for by name and is in neither file.</exception>
    public static SharedProfile Load(AwsClientOptions options, AwsEnvironment environment)
    {
        var (setting, name) =
            options.Profile is { Length: > 0 } chosen ? (AwsClientOptions.SettingOf(nameof(options.Profile)), chosen)
            : environment["AWS_PROFILE"] is { } exported ? ("AWS_PROFILE", exported)
            : (null, "default");
        var configFile = SharedConfigFile.Read(environment.ConfigFile);
        var config = configFile[$"profile {name}"] ?? (name is "default" ? configFile[name] : null);
        var credentials = SharedConfigFile.Read(environment.CredentialsFile)[name];
        if (setting is not null && config is null && credentials is null)
        {
            throw new AwsConfigurationException(
                setting,
                name,
                $"There is no such profile in {environment.ConfigFile} (section [profile {name}]) or {environment.CredentialsFile} "
                    + $"(section [{name}]). Add it, or name one that exists."
            );
        }

        var services = Value(config, "services") is { } section ? configFile[$"services {section}"] : null;
        return new SharedProfile(name, config, credentials, services);
    }

    private static string? Value(IReadOnlyDictionary<string, string>? section, string key) =>
        section is not null && section.TryGetValue(key, out var value) && value.Length > 0 ? value : null;
}
