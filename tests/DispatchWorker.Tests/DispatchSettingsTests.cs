using DispatchWorker.Settings;
using DispatchWorker.Tests.Support;
using Microsoft.Extensions.Configuration;
using Workers.Hosting;

namespace DispatchWorker.Tests;

public sealed class DispatchSettingsTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private readonly Dictionary<string, string?> _values = new()
    {
        ["Dispatch:pay-claim:ActivityArn"] = "arn:aws:states:eu-central-1:111122223333:activity:pay-claim",
        ["Dispatch:pay-claim:WebhookUrl"] = "https://payments.example/hooks",
        ["Dispatch:pay-claim:Secret"] = Secret,
    };

    [Fact]
    public void Read_Defaults_AreThoseOfTheDocumentation()
    {
        var settings = Read();

        var target = Assert.Single(settings.Targets);
        Assert.Equal(ProcessorKind.Webhook, target.Kind);
        Assert.Equal(TimeSpan.FromHours(1), target.Deadline);
        Assert.Equal(TimeSpan.FromMinutes(5), target.Sweep);
        Assert.Equal(TimeSpan.Zero, target.ProcessorHeartbeat);
        Assert.Equal((3, TimeSpan.FromSeconds(1)), (target.PollAttempts, target.PollPause));
        Assert.Equal("http://127.0.0.1:8081", settings.Callbacks.PublicUrl);
    }

    [Fact]
    public void Read_UnderscoresOfAVariable_StandForDashes()
    {
        _values["Dispatch:pay_claim:DeadlineSeconds"] = "90";

        var target = Assert.Single(Read().Targets);

        Assert.Equal(("pay-claim", TimeSpan.FromSeconds(90)), (target.Name, target.Deadline));
        Assert.NotNull(Read().Find("PAY-claim"));
    }

    [Fact]
    public async Task Stop_TooShortForThePollsOfTheActivities_IsWarnedOfAtTheStart()
    {
        await using var bench = new PushBench();
        await bench.DeployAsync();

        bench.Settings["Shutdown:BudgetSeconds"] = "25";
        await bench.StartDispatcherAsync();

        Assert.Contains(
            "Shutdown:BudgetSeconds is 25 and polls of Dispatch:pay-claim last up to 60 s",
            bench.Log.Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_NoActivity_IsTold()
    {
        _values.Clear();

        Assert.Contains("Dispatch:<name>:ActivityArn", Problem(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ActivityArn", null, "Dispatch:pay-claim:ActivityArn is not set")]
    [InlineData("ActivityArn", null, "Dispatch__pay_claim__ActivityArn")]
    [InlineData("DeadlineSeconds", "soon", "Dispatch:pay-claim:DeadlineSeconds is 'soon': it must be a whole number")]
    [InlineData("PollAttempts", "0", "from 1 to 20")]
    [InlineData("WebhookUrl", null, "exactly one of them")]
    [InlineData("QueueUrl", "http://localhost/q", "exactly one of them")]
    [InlineData("WebhookUrl", "payments", "must be an absolute http or https URL")]
    [InlineData("WebhookUrl", "http://payments.example/hooks", "AllowPlainHttp")]
    [InlineData("Secret", null, "must hold a secret of at least 32 characters")]
    [InlineData("Secret", "too short to be one", "must hold a secret of at least 32 characters")]
    [InlineData("SecretFile", "/nowhere/secret", "cannot be read")]
    public void Read_WrongSetting_IsNamedWithItsRemedy(string name, string? value, string expected)
    {
        _values[$"Dispatch:pay-claim:{name}"] = value;

        var problem = Problem();

        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("too short", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PlainHttp_IsTakenForLoopbackAndWhereItIsAllowed()
    {
        _values["Dispatch:pay-claim:WebhookUrl"] = "http://127.0.0.1:9000/hooks";
        Assert.Equal("http://127.0.0.1:9000/hooks", Assert.Single(Read().Targets).Address);

        _values["Dispatch:pay-claim:WebhookUrl"] = "http://payments.internal/hooks";
        _values["Dispatch:pay-claim:AllowPlainHttp"] = "true";
        Assert.Equal("http://payments.internal/hooks", Assert.Single(Read().Targets).Address);
    }

    [Fact]
    public void Read_SecretFile_MayHoldTheNextSecretBesideThePresentOne()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(file, $"{Secret}\n\n{Secret}2\n");
        try
        {
            _values["Dispatch:pay-claim:Secret"] = null;
            _values["Dispatch:pay-claim:SecretFile"] = file;

            var secrets = Assert.Single(Read().Targets).Secrets;

            Assert.Equal([32, 33], secrets.Select(secret => secret.Length));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private DispatchSettings Read() => DispatchSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(_values).Build());

    private string Problem() => Assert.Throws<WorkerConfigurationException>(Read).Message;
}
