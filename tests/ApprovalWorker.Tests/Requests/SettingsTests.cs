using ApprovalWorker.Settings;
using Microsoft.Extensions.Configuration;
using Workers.Hosting;

namespace ApprovalWorker.Tests.Requests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Identity:Mode")]
    [InlineData("Identity:DevelopmentUser", "Identity:Mode=Development")]
    [InlineData("Inbox:Url", "Identity:Mode=Development", "Identity:DevelopmentUser=mary", "Inbox:Url=http://0.0.0.0:8080")]
    [InlineData("Inbox:SigningKey", "Identity:Mode=LoadBalancer", "Identity:SignerArn=arn", "Identity:PublicKeyUrl=https://keys.example")]
    [InlineData("Identity:SignerArn", "Identity:Mode=LoadBalancer")]
    [InlineData("Identity:PublicKeyUrl", "Identity:Mode=LoadBalancer", "Identity:PublicKeyUrl=keys")]
    [InlineData("Notifications:WebhookKey", "Notifications:WebhookUrl=https://x.example", "Notifications:WebhookKey=c2hvcnQ=")]
    [InlineData("Approvals:ExpirySeconds", "Approvals:ExpirySeconds=0")]
    [InlineData("Approvals:MaxReminders", "Approvals:MaxReminders=many")]
    [InlineData("Approvals:Approvers has 'mary'", "Approvals:Approvers:0=mary@example.com", "Approvals:Approvers:1=mary")]
    [InlineData("Approvals:Approvers has 'group:'", "Approvals:Approvers=mary@example.com,group:")]
    [InlineData("Approvals:Approvers has ''", "Approvals:Approvers:0= ")]
    [InlineData("Identity:GroupsClaim", "Identity:GroupsClaim=")]
    public void A_worker_with_wrong_settings_does_not_start_and_names_them(string named, params string[] settings)
    {
        var read = Read(settings);

        var problem = Assert.Throws<WorkerConfigurationException>(read.ThrowIfWrong);

        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQ=", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_development_user_on_the_loopback_address_is_enough() =>
        Read("Identity:Mode=Development", "Identity:DevelopmentUser=mary").ThrowIfWrong();

    [Fact]
    public void A_development_user_beyond_the_loopback_address_has_to_be_wanted_expressly() =>
        Read(
                "Identity:Mode=Development",
                "Identity:DevelopmentUser=mary",
                "Inbox:Url=http://0.0.0.0:8080",
                "Identity:DevelopmentBeyondLoopback=true"
            )
            .ThrowIfWrong();

    [Theory]
    [InlineData("Approvals:Approvers=mary@example.com, group:leads,")]
    [InlineData("Approvals:Approvers:0=mary@example.com", "Approvals:Approvers:1= group:leads ")]
    public void Approvers_are_a_list_or_a_text_with_commas(params string[] settings) =>
        Assert.Equal(["mary@example.com", "group:leads"], Read(settings).Approvers.Entries);

    [Fact]
    public void The_worker_expires_requests_a_little_before_the_state_does()
    {
        Assert.Equal(TimeSpan.FromSeconds(3595), ApprovalSettings.WorkerExpiry(TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.FromSeconds(9), ApprovalSettings.WorkerExpiry(TimeSpan.FromSeconds(10)));
    }

    private static ApprovalSettings Read(params string[] settings) =>
        new(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1])
                )
                .Build()
        );
}
