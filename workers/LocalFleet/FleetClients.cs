using Amazon.Runtime;
using LocalFleet.Provisioning;
using LocalFleet.Statistics;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;

namespace LocalFleet;

/// <summary>What talks to the emulator.</summary>
internal sealed class FleetClients : IDisposable
{
    private readonly SqsClient _sqs;
    private readonly HttpClient _events;

    /// <param name="emulator">Where the emulator is, without a slash at its end.</param>
    /// <param name="region">Its region.</param>
    /// <param name="prefix">What the names of the fleet's activities, queues and state machines begin with.</param>
    public FleetClients(string emulator, string region = WorkerSettings.Region, string prefix = "")
    {
        var options = new AwsClientOptions
        {
            Region = region,
            Credentials = new BasicAWSCredentials(WorkerSettings.AccessKey, WorkerSettings.AccessKey),
            ServiceUrl = emulator,
            StepFunctionsServiceUrl = emulator,
            SqsServiceUrl = emulator,
        };
        StepFunctions = new StepFunctionsClient(options);
        _sqs = new SqsClient(options);
        Statistics = new StatisticsClient(new Uri(emulator), prefix);
        _events = new HttpClient { BaseAddress = new Uri(emulator) };
    }

    /// <summary>Step Functions.</summary>
    public StepFunctionsClient StepFunctions { get; }

    /// <summary>The emulator's counters.</summary>
    public StatisticsClient Statistics { get; }

    /// <summary>Creates activities, queues, the rule and the state machines; those that are there already, and the same, stay.</summary>
    /// <param name="settings">The time limits.</param>
    /// <param name="definitions">The folder of the definitions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FleetResources> ProvisionAsync(LocalSettings settings, string definitions, CancellationToken cancellationToken) =>
        new Provisioner(StepFunctions, new QueueSetup(_sqs), new EventRule(_events), settings, definitions).CreateAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        StepFunctions.Dispose();
        _sqs.Dispose();
        Statistics.Dispose();
        _events.Dispose();
    }
}
