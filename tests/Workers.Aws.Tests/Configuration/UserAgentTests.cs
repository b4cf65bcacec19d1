namespace Workers.Aws.Tests.Configuration;

public sealed class UserAgentTests
{
    private static readonly AwsClientOptions Options = new() { Region = "eu-west-1" };

    [Fact]
    public void Nothing_NamesNoApplication()
    {
        Assert.Matches(@"^workers/[0-9.]+ lang/dotnet#[0-9.]+$", UserAgent(Options));
    }

    [Fact]
    public void TheMoreExplicitSetting_NamesTheApplication()
    {
        var config = "[default]\nsdk_ua_app_id = from-profile\n";
        var environment = new Dictionary<string, string>();
        Assert.EndsWith(" app/from-profile", UserAgent(Options, environment, config), StringComparison.Ordinal);
        environment["AWS_SDK_UA_APP_ID"] = "from-variable";
        Assert.EndsWith(" app/from-variable", UserAgent(Options, environment, config), StringComparison.Ordinal);
        Assert.EndsWith(" app/option", UserAgent(Options with { AppId = "option" }, environment, config), StringComparison.Ordinal);
    }

    [Fact]
    public void CharactersThatAUserAgentCannotHave_BecomeDashes()
    {
        Assert.EndsWith(" app/pay-claims-desk-", UserAgent(Options with { AppId = "pay/claims desk\n" }), StringComparison.Ordinal);
    }

    [Fact]
    public void ANameThatIsTooLong_IsRefused()
    {
        var environment = new Dictionary<string, string> { ["AWS_SDK_UA_APP_ID"] = new('a', 51) };

        var error = Assert.Throws<AwsConfigurationException>(() => UserAgent(Options, environment));

        Assert.Equal("AWS_SDK_UA_APP_ID", error.Setting);
        Assert.Contains("50 characters", error.Message, StringComparison.Ordinal);
    }

    private static string UserAgent(AwsClientOptions options, Dictionary<string, string>? variables = null, string? config = null) =>
        EndpointTests.Settings(options, variables ?? [], config).UserAgent;
}
