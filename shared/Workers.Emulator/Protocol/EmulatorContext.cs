using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Emulator.Ecs;
using Workers.Emulator.Lambda;
using Workers.Emulator.S3;
using Workers.Emulator.Statistics;
using Workers.Emulator.StepFunctions;

namespace Workers.Emulator.Protocol;

/// <summary>What the services of one emulator share: its identity, its clock, its log, its counters, and one another.</summary>
internal sealed class EmulatorContext(EmulatorOptions options)
{
    private readonly Dictionary<string, IAwsService> _services = [];

    public string AccountId { get; } = options.AccountId;

    public string Region { get; } = options.Region;

    public TimeProvider TimeProvider { get; } = options.TimeProvider;

    public ILoggerFactory LoggerFactory { get; } = options.LoggerFactory;

    public LostPolls LostPolls { get; } = options.LostPolls;

    public int RetainedClosedExecutions { get; } = options.RetainedClosedExecutions;

    /// <summary>
    /// The address that queue URLs start with when no client's own address is known: in calls from one service to another. Without a
    /// trailing slash.
    /// </summary>
    public string BaseUrl { get; set; } = options.BaseUrl.TrimEnd('/');

    /// <summary>What stands for Amazon S3.</summary>
    public BucketFolder Buckets { get; } = new(options.S3Root);

    /// <summary>What stands for the tasks of containers.</summary>
    public TaskCatalog Tasks { get; } = new(options);

    /// <summary>What stands for the functions of AWS Lambda.</summary>
    public FunctionCatalog Functions { get; } = new(options);

    /// <summary>The server for services that are not here.</summary>
    public SdkEndpoint SdkEndpoint { get; } = new(options);

    /// <summary>What has statistics and is no service.</summary>
    public ICollection<IStatisticsSource> Reports { get; } = [];

    public RequestStatistics Requests { get; } = new();

    public IReadOnlyCollection<IAwsService> Services => _services.Values;

    public void Register(IAwsService service) => _services.Add(service.TargetPrefix, service);

    /// <summary>Calls an operation of a service of this emulator, past the network and past the request counters.</summary>
    /// <param name="targetPrefix">The service, as in <see cref="IAwsService.TargetPrefix"/>: <c>AmazonSQS</c>, <c>AWSStepFunctions</c>.</param>
    /// <param name="operation">For example <c>SendMessage</c>.</param>
    /// <param name="input">The operation's input: a JSON object.</param>
    /// <param name="cancellationToken">Stands for the client that goes away.</param>
    /// <returns>The operation's answer, independent of any buffer.</returns>
    /// <exception cref="AwsErrorException">What a client would see as an error, an unknown service or operation included.</exception>
    public async ValueTask<JsonElement> InvokeAsync(
        string targetPrefix,
        string operation,
        JsonElement input,
        CancellationToken cancellationToken
    )
    {
        if (!_services.TryGetValue(targetPrefix, out var service) || !service.Operations.ContainsKey(operation))
        {
            throw FrameworkErrors.UnknownOperation();
        }

        using var buffer = ResponseBuffer.Rent();
        buffer.Writer.WriteStartObject();
        await service.Find(operation, BaseUrl)(input, buffer.Writer, cancellationToken);
        buffer.Writer.WriteEndObject();
        using var answer = JsonDocument.Parse(buffer.Complete());
        return answer.RootElement.Clone();
    }
}
