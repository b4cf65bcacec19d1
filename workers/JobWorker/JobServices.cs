using JobWorker.Flights;
using JobWorker.Handlers;
using JobWorker.ReplyQueues;
using JobWorker.Routes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Hosting;

namespace JobWorker;

/// <summary>Puts the worker together.</summary>
internal static class JobServices
{
    /// <summary>Adds the assessment of routes.</summary>
    /// <param name="builder">The worker's builder.</param>
    /// <param name="configure">Changes the queue's settings.</param>
    public static WorkerHostBuilder AddAssessments(this WorkerHostBuilder builder, Action<QueueOptions>? configure = null)
    {
        builder.Services.TryAddSingleton(services => FlightRecordsOptions.Read(services.GetRequiredService<IConfiguration>()));
        builder.Services.AddSingleton<FlightRecords>();
        builder.Services.AddSingleton<ISettingsCheck, SettingsCheck>();
        return builder.AddQueue<AssessRoute, RouteClaim, RouteHistory>(
            "assess-route",
            RoutesJson.Default.RouteClaim,
            RoutesJson.Default.RouteHistory,
            configure
        );
    }

    /// <summary>Adds the sweep of reply queues, which does nothing unless <c>ReplyQueues:SweepPrefix</c> is set.</summary>
    public static WorkerHostBuilder AddReplyQueueSweep(this WorkerHostBuilder builder)
    {
        builder.Services.TryAddSingleton<ISqsQueueDirectory>(services => services.GetRequiredService<AwsClients>().Sqs);
        builder.Services.TryAddSingleton<IStepFunctionsExecutions>(services => services.GetRequiredService<AwsClients>().StepFunctions);
        builder.Services.AddSingleton(services => SweepOptions.Read(services.GetRequiredService<IConfiguration>()));
        builder.Services.AddSingleton<ReplyQueueSweep>();
        builder.Services.AddHostedService<SweepService>();
        return builder;
    }

    private sealed class SettingsCheck(IConfiguration configuration) : ISettingsCheck
    {
        public void ThrowIfWrong()
        {
            _ = FlightRecordsOptions.Read(configuration);
            _ = SweepOptions.Read(configuration);
        }
    }
}
