using DispatchWorker.Callbacks;
using DispatchWorker.Nudges;
using DispatchWorker.Outcomes;
using DispatchWorker.Processors;
using DispatchWorker.Pump;
using DispatchWorker.Settings;
using DispatchWorker.Vault;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Hosting;
using Workers.Hosting.Stores;

namespace DispatchWorker;

/// <summary>Puts the dispatcher together. What was registered before stays; the record store is the caller's to register.</summary>
internal static class DispatchServices
{
    /// <summary>The queue of nudges: section <c>Queues:nudges</c>.</summary>
    public const string NudgeQueue = "nudges";

    /// <summary>The queue of outcomes: section <c>Queues:outcomes</c>. There need not be one.</summary>
    public const string OutcomeQueue = "outcomes";

    /// <summary>Adds the dispatcher.</summary>
    /// <param name="builder">The worker.</param>
    /// <param name="configureNudges">Changes the settings of the queue of nudges.</param>
    public static WorkerHostBuilder AddDispatcher(this WorkerHostBuilder builder, Action<QueueOptions>? configureNudges = null)
    {
        var services = builder.Services;
        services.TryAddSingleton(_ => DispatchSettings.Read(builder.Configuration));
        services.AddSingleton<IActivityPolls, DispatchPolls>();
        services.TryAddSingleton<IStepFunctionsExecutions>(provider => provider.GetRequiredService<AwsClients>().StepFunctions);
        services.TryAddSingleton<ISqsProducer>(provider => provider.GetRequiredService<AwsClients>().Sqs);
        services.TryAddSingleton(_ => WebhookTransport.Create());
        services.AddSingleton<IProcessor, WebhookProcessor>();
        services.AddSingleton<IProcessor, StateMachineProcessor>();
        services.AddSingleton<IProcessor, QueueProcessor>();
        services.AddSingleton<TokenVault>();
        services.AddSingleton<StoreGate>();
        services.AddSingleton<IPollGate>(provider => provider.GetRequiredService<StoreGate>());
        services.AddSingleton<Wakeups>();
        services.AddSingleton<Reach>();
        services.AddSingleton<OutcomeReporter>();
        services.AddSingleton<HandoverSteps>();
        services.AddSingleton<TaskKeeper>();
        services.AddSingleton<TaskTaker>();
        services.AddSingleton<CallbackService>();
        services.AddSingleton<CallbackLimits>();
        services.AddSingleton<CallbackEndpoint>();
        services.AddSingleton<CallbackServer>();

        // Stopped in reverse order: the nudges' queue first, then the sweep, then what is under way, the callback API last.
        services.AddHostedService(provider => provider.GetRequiredService<CallbackServer>());
        services.AddHostedService<HandoverPump>();
        services.AddHostedService<Sweep>();
        if (builder.Configuration.GetSection($"Queues:{OutcomeQueue}").GetChildren().Any())
        {
            builder.AddQueue<TakeOutcome, OutcomeMessage, OutcomeResult>(
                OutcomeQueue,
                OutcomeJson.Default.OutcomeMessage,
                OutcomeJson.Default.OutcomeResult
            );
        }

        return builder.AddQueue<FollowNudge, Nudge, NudgeResult>(
            NudgeQueue,
            NudgeJson.Default.Nudge,
            NudgeJson.Default.NudgeResult,
            configureNudges
        );
    }
}
