using Workers.Aws.Endpoints;

namespace Workers.Aws.Configuration;

/// <summary>Options, environment and profile, resolved to what the transport needs.</summary>
internal sealed class AwsSettings
{
    private const int LongestAppId = 50;
    private const string UserAgentCharacters = "!$%&'*+.^_`|~-";

    private static readonly string Product =
        $"workers/{typeof(AwsSettings).Assembly.GetName().Version?.ToString(3)} lang/dotnet#{Environment.Version}";

    private readonly AwsClientOptions _options;
    private readonly AwsEnvironment _environment;
    private readonly SharedProfile _profile;
    private readonly bool _ignoreConfiguredEndpoints;

    public AwsSettings(AwsClientOptions options, AwsEnvironment environment)
    {
        _options = options;
        _environment = environment;
        _profile = SharedProfile.Load(options, environment);
        _ignoreConfiguredEndpoints = Flag(null, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls");
        Region = ResolveRegion();
        UserAgent = AppId() is { } app ? $"{Product} app/{UserAgentToken(app)}" : Product;
    }

    public string Region { get; }

    /// <summary>The header of every request.</summary>
    public string UserAgent { get; }

    /// <summary>
    /// The service's endpoint: the option, <c>AWS_ENDPOINT_URL_&lt;SERVICE&gt;</c>, <c>AWS_ENDPOINT_URL</c>, the profile's services section, the
    /// profile's <c>endpoint_url</c>, the region's; the first that is set.
    /// </summary>
    public Uri Endpoint(AwsService service)
    {
        var (option, url) = ServiceUrlOf(service);
        if (url is { Length: > 0 })
        {
            return Checked(AwsClientOptions.SettingOf(option), url);
        }

        if (_options.ServiceUrl is { Length: > 0 } all)
        {
            return Checked(AwsClientOptions.SettingOf(nameof(_options.ServiceUrl)), all);
        }

        if (!_ignoreConfiguredEndpoints && ConfiguredEndpoint(service) is { } configured)
        {
            return configured;
        }

        var fips = Flag(_options.UseFips, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
        var dualStack = Flag(_options.UseDualStack, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
        return new Uri(RegionalEndpoint.Url(service, Region, fips, dualStack));
    }

    private Uri? ConfiguredEndpoint(AwsService service)
    {
        if (_environment[service.EndpointVariable] is { } own)
        {
            return Checked(service.EndpointVariable, own);
        }

        if (_environment["AWS_ENDPOINT_URL"] is { } shared)
        {
            return Checked("AWS_ENDPOINT_URL", shared);
        }

        if (_profile.ServiceEndpoint(service.Id) is { } section)
        {
            return Checked($"endpoint_url of {service.Id} in the services section of profile {_profile.Name}", section);
        }

        return _profile["endpoint_url"] is { } profile ? Checked($"endpoint_url of profile {_profile.Name}", profile) : null;
    }

    private (string Option, string? Url) ServiceUrlOf(AwsService service) =>
        service.Id switch
        {
            "sfn" => (nameof(_options.StepFunctionsServiceUrl), _options.StepFunctionsServiceUrl),
            "sqs" => (nameof(_options.SqsServiceUrl), _options.SqsServiceUrl),
            _ => (nameof(_options.EventBridgeServiceUrl), _options.EventBridgeServiceUrl),
        };

    private string ResolveRegion()
    {
        var (setting, region) =
            _options.Region is { Length: > 0 } chosen ? (AwsClientOptions.SettingOf(nameof(_options.Region)), chosen)
            : _environment["AWS_REGION"] is { } own ? ("AWS_REGION", own)
            : _environment["AWS_DEFAULT_REGION"] is { } older ? ("AWS_DEFAULT_REGION", older)
            : ($"region of profile {_profile.Name}", _profile["region"]);
        if (region is null)
        {
            throw new AwsConfigurationException(
                "The AWS region",
                null,
                $"Set the environment variable AWS_REGION (ECS and Fargate set it), {AwsClientOptions.SettingOf(nameof(_options.Region))}, or "
                    + $"the key region of profile {_profile.Name} in {_environment.ConfigFile}."
            );
        }

        return IsRegionName(region)
            ? region
            : throw new AwsConfigurationException(setting, region, "Give a region's name, for example eu-central-1.");
    }

    // https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html
    private string? AppId()
    {
        var (setting, value) =
            _options.AppId is { Length: > 0 } chosen ? (AwsClientOptions.SettingOf(nameof(_options.AppId)), chosen)
            : _environment["AWS_SDK_UA_APP_ID"] is { } exported ? ("AWS_SDK_UA_APP_ID", exported)
            : ($"sdk_ua_app_id of profile {_profile.Name}", _profile["sdk_ua_app_id"]);
        return value is { Length: > LongestAppId }
            ? throw new AwsConfigurationException(setting, value, $"Give a name of at most {LongestAppId} characters.")
            : value;
    }

    private bool Flag(bool? option, string variable, string profileKey)
    {
        if (option is { } chosen)
        {
            return chosen;
        }

        var (setting, value) = _environment[variable] is { } exported
            ? (variable, exported)
            : ($"{profileKey} of profile {_profile.Name}", _profile[profileKey]);
        return value is null ? false
            : bool.TryParse(value, out var flag) ? flag
            : throw new AwsConfigurationException(setting, value, "Set true or false.");
    }

    private static Uri Checked(string setting, string value)
    {
        const string Remedy = "Give an absolute http or https URL without user, query or fragment, for example http://127.0.0.1:4566.";
        return
            Uri.TryCreate(value, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url.Host.Length > 0
            && url.UserInfo.Length is 0
            && url.Query.Length is 0
            && url.Fragment.Length is 0
            ? url
            : throw new AwsConfigurationException(setting, value, Remedy);
    }

    // Two checks of a start: a regular expression would load its library for them.
    private static string UserAgentToken(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || UserAgentCharacters.Contains(c) ? c : '-'));

    private static bool IsRegionName(string text) =>
        text.Length is > 0 and <= 63
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && text[0] != '-'
        && text[^1] != '-';
}
