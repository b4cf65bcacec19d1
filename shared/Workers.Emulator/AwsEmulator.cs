using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Workers.Emulator.DynamoDb;
using Workers.Emulator.EventBridge;
using Workers.Emulator.Protocol;
using Workers.Emulator.Sqs;
using Workers.Emulator.Statistics;
using Workers.Emulator.StepFunctions;

namespace Workers.Emulator;

/// <summary>
/// Step Functions, SQS, EventBridge and a small DynamoDB in this process. It needs no network: give <see cref="CreateHandler"/>'s handler to an HttpClient, or let a server
/// put it on a port.
/// </summary>
[SuppressMessage("Maintainability", "CA1515", Justification = "The test host runs the emulator in its own process.")]
public sealed class AwsEmulator : IAsyncDisposable
{
    private readonly EmulatorContext _context;

    /// <summary>Creates an emulator without queues, activities and state machines.</summary>
    /// <param name="options">What it is to be; null for the defaults.</param>
    /// <exception cref="ArgumentException">The account is not twelve digits, or the region is empty.</exception>
    public AwsEmulator(EmulatorOptions? options = null)
    {
        options ??= new EmulatorOptions();
        if (options.FindFault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(options));
        }

        _context = new EmulatorContext(options);
        _context.Reports.Add(_context.Tasks);
        _context.Reports.Add(_context.Functions);
        _context.Register(new SqsService(_context));
        _context.Register(new StepFunctionsService(_context));
        _context.Register(new EventBridgeService(_context));
        _context.Register(new DynamoDbService(_context));
        Dispatcher = new AwsDispatcher(_context);
    }

    internal AwsDispatcher Dispatcher { get; }

    private SqsService Sqs => _context.Services.OfType<SqsService>().Single();

    /// <summary>The address that queue URLs start with when the client does not tell its own.</summary>
    internal string BaseUrl => _context.BaseUrl;

    /// <summary>A handler that takes requests straight to the emulator, for any HttpClient in this process. The caller disposes it.</summary>
    public HttpMessageHandler CreateHandler() => new InMemoryHandler(Dispatcher);

    /// <summary>Says what <c>ecs:runTask</c> runs for a family of task definitions, from now on.</summary>
    /// <param name="family">The family, without a revision.</param>
    /// <param name="runner">What stands for its container.</param>
    /// <exception cref="ArgumentException">The family is empty.</exception>
    /// <exception cref="ArgumentNullException">The runner is null.</exception>
    public void MapTask(string family, TaskRunner runner)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(family);
        ArgumentNullException.ThrowIfNull(runner);
        _context.Tasks.Map(family, runner);
    }

    /// <summary>Says what a function of AWS Lambda is, from now on, for <c>lambda:invoke</c> and for Task states whose Resource is the function.</summary>
    /// <param name="name">The function's name, without its ARN and its version.</param>
    /// <param name="handler">The function.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentNullException">The handler is null.</exception>
    public void MapFunction(string name, FunctionHandler handler)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(handler);
        _context.Functions.Map(name, handler);
    }

    /// <summary>
    /// Makes all messages of a queue that are in flight visible at once: as when the visibility timeout of each has run out, or as a standard
    /// queue does now and then, because it delivers at least once.
    /// </summary>
    /// <param name="queueUrl">The queue's URL.</param>
    /// <returns>How many messages that were.</returns>
    /// <exception cref="ArgumentException">There is no such queue.</exception>
    public int RedeliverMessages(string queueUrl) => Sqs.GetQueue(queueUrl).Redeliver();

    /// <summary>
    /// Sends a copy of every message of a queue, whether in flight or not: as a sender does that sends again after a lost answer, or EventBridge,
    /// which delivers at least once. The copies have ids of their own.
    /// </summary>
    /// <param name="queueUrl">The queue's URL: of a standard queue, because a FIFO queue drops such copies.</param>
    /// <returns>How many messages that were.</returns>
    /// <exception cref="ArgumentException">There is no such queue, or it is a FIFO queue.</exception>
    public int DuplicateMessages(string queueUrl) => Sqs.GetQueue(queueUrl).Duplicate();

    /// <summary>Writes the counters of requests, queues, activities and executions: the object that <c>/_emulator/stats</c> answers.</summary>
    /// <param name="writer">Where the object goes.</param>
    public void WriteStatistics(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        _context.Requests.WriteSections(writer);
        foreach (var source in _context.Services.OfType<IStatisticsSource>().Concat(_context.Reports))
        {
            source.WriteSections(writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>Stops the timers and the tasks of containers. Polls that are still held are answered empty or fail.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var service in _context.Services)
        {
            if (service is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else if (service is IDisposable disposable)
            {
                disposable.Dispose();
            }
        }

        await _context.Tasks.DisposeAsync();
        _context.Functions.Dispose();
        _context.SdkEndpoint.Dispose();
    }

    /// <inheritdoc cref="RequestStatistics.CountCaller"/>
    internal void CountCaller(string? userAgent, string? target) => _context.Requests.CountCaller(userAgent, target);

    /// <summary>Adds sections to the statistics.</summary>
    internal void Report(IStatisticsSource source) => _context.Reports.Add(source);

    /// <summary>Queue URLs of calls from inside start with this address from now on.</summary>
    internal void ListensOn(string baseUrl) => _context.BaseUrl = baseUrl;
}
