using ApprovalWorker.Approvers;
using ApprovalWorker.Decisions;
using ApprovalWorker.Identity;
using ApprovalWorker.Notifications;
using ApprovalWorker.Requests;
using ApprovalWorker.Scheduling;
using ApprovalWorker.Settings;
using ApprovalWorker.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;
using Workers.Hosting.Stores;

namespace ApprovalWorker;

/// <summary>Puts the approval worker together.</summary>
internal static class ApprovalSetup
{
    /// <summary>The name of the activity in the settings.</summary>
    public const string Activity = "approve-request";

    /// <summary>Adds the activity, the store and the inbox.</summary>
    /// <param name="builder">The worker's builder.</param>
    /// <param name="configure">Changes the activity's settings.</param>
    public static WorkerHostBuilder AddApprovals(this WorkerHostBuilder builder, Action<ActivityOptions>? configure = null)
    {
        var services = builder.Services;
        services.AddSingleton(provider => new ApprovalSettings(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<ISettingsCheck>(provider => provider.GetRequiredService<ApprovalSettings>());
        services.AddSingleton<RequestStore>();
        services.AddSingleton<StoreGate>();
        services.AddSingleton<IPollGate>(provider => provider.GetRequiredService<StoreGate>());
        services.AddSingleton<SweepSignal>();
        services.AddSingleton<ApproverPolicy>();
        services.AddSingleton<DecisionService>();
        services.AddSingleton<TaskReporter>();
        services.AddSingleton<NoticeFactory>();
        services.AddSingleton<NoticeContent>();
        services.AddSingleton<NoticeSender>();
        services.AddSingleton<EventSender>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<LinkSigner>();
        services.AddSingleton<InboxAddress>();
        services.AddSingleton<FormTokens>();
        services.AddSingleton<PublicKeys>();
        services.AddSingleton<LoadBalancerIdentity>();
        services.AddSingleton<IIdentitySource>(provider =>
            provider.GetRequiredService<ApprovalSettings>().Identity is { Mode: IdentityMode.Development, DevelopmentUser: { } user }
                ? new DevelopmentIdentity(user)
                : provider.GetRequiredService<LoadBalancerIdentity>()
        );
        services.AddSingleton<InboxRoutes>();
        services.AddSingleton<LinkRoutes>();
        services.AddSingleton<ApiRoutes>();

        // Started in this order and stopped in the reverse one, before and after the polls.
        services.AddHostedService<RequestSweep>();
        services.AddHostedService<InboxServer>();
        builder.AddRecordStore();
        return builder.AddActivity<FileRequest, System.Text.Json.JsonElement, System.Text.Json.JsonElement>(
            Activity,
            ApprovalJson.Default.JsonElement,
            ApprovalJson.Default.JsonElement,
            configure
        );
    }
}
