using Workers.Aws.Configuration;
using Workers.Aws.Endpoints;
using Workers.Aws.Tests.Support;

namespace Workers.Aws.Tests.Configuration;

public sealed class EndpointTests
{
    private static readonly AwsClientOptions Options = new() { Region = "eu-west-1" };

    [Fact]
    public void Nothing_MeansTheRegionsEndpoints()
    {
        Assert.Equal("https://states.eu-west-1.amazonaws.com/", Endpoint(Options, AwsService.StepFunctions));
        Assert.Equal("https://sqs.eu-west-1.amazonaws.com/", Endpoint(Options, AwsService.Sqs));
        Assert.Equal("https://events.eu-west-1.amazonaws.com/", Endpoint(Options, AwsService.EventBridge));
    }

    [Fact]
    public void TheMoreExplicitSetting_Wins()
    {
        var config = """
            [default]
            services = local
            endpoint_url = http://profile:1
            [services local]
            sqs =
              endpoint_url = http://profile-sqs:1
            sfn =
              endpoint_url = http://profile-sfn:1
            """;
        var environment = new Dictionary<string, string>();
        Assert.Equal("http://profile:1/", Endpoint(Options, AwsService.EventBridge, environment, config));
        Assert.Equal("http://profile-sqs:1/", Endpoint(Options, AwsService.Sqs, environment, config));
        environment["AWS_ENDPOINT_URL"] = "http://all:1";
        Assert.Equal("http://all:1/", Endpoint(Options, AwsService.Sqs, environment, config));
        environment["AWS_ENDPOINT_URL_SQS"] = "http://sqs:1";
        environment["AWS_ENDPOINT_URL_SFN"] = "http://sfn:1";
        environment["AWS_ENDPOINT_URL_EVENTBRIDGE"] = "http://events:1";
        Assert.Equal("http://sqs:1/", Endpoint(Options, AwsService.Sqs, environment, config));
        Assert.Equal("http://sfn:1/", Endpoint(Options, AwsService.StepFunctions, environment, config));
        Assert.Equal("http://events:1/", Endpoint(Options, AwsService.EventBridge, environment, config));
        var explicitly = Options with { ServiceUrl = "http://option:1", SqsServiceUrl = "http://option-sqs:1" };
        Assert.Equal("http://option:1/", Endpoint(explicitly, AwsService.StepFunctions, environment, config));
        Assert.Equal("http://option-sqs:1/", Endpoint(explicitly, AwsService.Sqs, environment, config));
        environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
        Assert.Equal("https://sqs.eu-west-1.amazonaws.com/", Endpoint(Options, AwsService.Sqs, environment, config));
        Assert.Equal("http://option:1/", Endpoint(explicitly, AwsService.StepFunctions, environment, config));
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_SQS", "localhost:4566")]
    [InlineData("AWS_ENDPOINT_URL_SQS", "ftp://localhost")]
    [InlineData("AWS_ENDPOINT_URL", "http://")]
    [InlineData("AWS_ENDPOINT_URL", "http://host/?a=b")]
    [InlineData("AWS_ENDPOINT_URL", "http://user@host")]
    [InlineData("AWS_USE_FIPS_ENDPOINT", "yes")]
    [InlineData("AWS_USE_DUALSTACK_ENDPOINT", "1")]
    [InlineData("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "maybe")]
    [InlineData("AWS_REGION", "Frankfurt, Germany")]
    public void BadValue_IsRefusedByName(string variable, string value)
    {
        var options = variable is "AWS_REGION" ? new AwsClientOptions() : Options;
        var error = Assert.Throws<AwsConfigurationException>(() => Endpoint(options, AwsService.Sqs, new() { [variable] = value }));
        Assert.Equal((variable, value), (error.Setting, error.Value));
        Assert.StartsWith($"{variable} is \"{value}\". ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Region_ComesFromOptionVariableOrProfile()
    {
        var config = "[profile p]\nregion = eu-north-1 # Stockholm\n";
        var environment = new Dictionary<string, string> { ["AWS_PROFILE"] = "p" };
        Assert.Equal("eu-north-1", Settings(new(), environment, config).Region);
        environment["AWS_DEFAULT_REGION"] = "eu-west-2";
        Assert.Equal("eu-west-2", Settings(new(), environment, config).Region);
        environment["AWS_REGION"] = "eu-west-3";
        Assert.Equal("eu-west-3", Settings(new(), environment, config).Region);
        Assert.Equal("eu-west-1", Settings(Options, environment, config).Region);
    }

    [Fact]
    public void NoRegion_SaysWhereToSetOne()
    {
        var error = Assert.Throws<AwsConfigurationException>(() => Settings(new(), [], null));
        Assert.Contains("AWS_REGION", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownProfile_IsRefusedByName()
    {
        var fromVariable = Assert.Throws<AwsConfigurationException>(() => Settings(Options, new() { ["AWS_PROFILE"] = "nope" }, null));
        Assert.Equal(("AWS_PROFILE", "nope"), (fromVariable.Setting, fromVariable.Value));
        var fromOption = Assert.Throws<AwsConfigurationException>(() => Settings(Options with { Profile = "nope" }, [], null));
        Assert.Equal("AwsClientOptions.Profile", fromOption.Setting);
    }

    [Fact]
    public void Profile_MayAskForFipsAndDualStack()
    {
        var config = "[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\n";
        Assert.Equal("https://sqs-fips.eu-west-1.api.aws/", Endpoint(Options, AwsService.Sqs, [], config));
        Assert.Equal("https://sqs.eu-west-1.api.aws/", Endpoint(Options with { UseFips = false }, AwsService.Sqs, [], config));
    }

    [Theory]
    [InlineData("PollTimeout")]
    [InlineData("ReceiveMargin")]
    [InlineData("MaxAttempts")]
    [InlineData("ThrottledRetryDelay")]
    public void BadOption_IsRefusedByName(string option)
    {
        var options = option switch
        {
            "PollTimeout" => Options with { PollTimeout = TimeSpan.Zero },
            "ReceiveMargin" => Options with { ReceiveMargin = TimeSpan.Zero },
            "MaxAttempts" => Options with { MaxAttempts = 0 },
            _ => Options with { ThrottledRetryDelay = TimeSpan.FromSeconds(-1) },
        };
        Assert.Equal($"AwsClientOptions.{option}", Assert.Throws<AwsConfigurationException>(() => AwsClients.Create(options)).Setting);
    }

    private static string Endpoint(
        AwsClientOptions options,
        AwsService service,
        Dictionary<string, string>? variables = null,
        string? config = null
    ) => Settings(options, variables ?? [], config).Endpoint(service).AbsoluteUri;

    internal static AwsSettings Settings(AwsClientOptions options, Dictionary<string, string> variables, string? config)
    {
        var file = Path.Combine(Isolation.Home, Path.GetRandomFileName());
        if (config is not null)
        {
            File.WriteAllText(file, config);
        }

        return new AwsSettings(
            options,
            new AwsEnvironment(name =>
                name is "AWS_CONFIG_FILE" ? file
                : name is "HOME" ? Isolation.Home
                : variables.GetValueOrDefault(name)
            )
        );
    }
}
