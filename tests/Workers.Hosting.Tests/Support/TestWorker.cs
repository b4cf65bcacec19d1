using System.Text.Json.Serialization;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Hosting.Health;
using Workers.Hosting.Polling;

namespace Workers.Hosting.Tests.Support;

public sealed record Claim(string Id, int DelayMinutes);

public sealed record Answer(string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Claim))]
[JsonSerializable(typeof(Answer))]
internal sealed partial class TestJson : JsonSerializerContext;

public delegate Task<Answer> Work(Claim claim, JobContext context, CancellationToken cancellationToken);

public sealed class TestHandler(Work work) : IJobHandler<Claim, Answer>
{
    public Task<Answer> HandleAsync(Claim input, JobContext context, CancellationToken cancellationToken) =>
        work(input, context, cancellationToken);
}

/// <summary>A worker over the AWS double, in manual time, with the handler given as a function.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    public const string Arn = "arn:aws:states:eu-central-1:000000000000:activity:appraise-claim";

    public const string Input = """{"id":"c1","delayMinutes":75}""";

    private readonly WorkerApplication _application;
    private bool _stopped;

    private TestWorker(AwsDouble aws, Work work, string[] args, Action<WorkerHostBuilder> addSource, ManualTime? time)
    {
        Aws = aws;
        Time = time ?? new ManualTime();
        var builder = WorkerHost.CreateBuilder(["--Health:Port=0", .. args]);
        builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton(new Jitter(() => 0.5));
        builder.Services.AddSingleton<IStepFunctionsTasks>(aws);
        builder.Services.AddSingleton<ISqsConsumer>(aws);
        builder.Services.AddSingleton<ISqsProducer>(aws);
        builder.Services.AddSingleton<ISqsQueues>(aws);
        builder.Services.AddSingleton(work);
        addSource(builder);
        _application = builder.Build();
    }

    public AwsDouble Aws { get; }

    public ManualTime Time { get; }

    public LogCapture Log { get; } = new();

    public IServiceProvider Services => _application.Services;

    public WorkerHealth Health => _application.Services.GetRequiredService<WorkerHealth>();

    public static Work Answering(string text = "paid") => (_, _, _) => Task.FromResult(new Answer(text));

    public static Task<TestWorker> ActivityAsync(Work work, params string[] args) => ActivityAsync(new AwsDouble(), work, args);

    public static Task<TestWorker> ActivityAsync(AwsDouble aws, Work work, params string[] args) =>
        StartAsync(aws, work, args, AddActivity);

    public static Task<TestWorker> ActivityAsync(IPollGate gate, Work work) =>
        ActivityAsync(builder => builder.Services.AddSingleton(gate), work);

    /// <summary>A worker with more than its source: <paramref name="configure"/> is called before the source is added.</summary>
    public static Task<TestWorker> ActivityAsync(Action<WorkerHostBuilder> configure, Work work, params string[] args) =>
        StartAsync(
            new AwsDouble(),
            work,
            args,
            builder =>
            {
                configure(builder);
                AddActivity(builder);
            }
        );

    public static Task<TestWorker> QueueAsync(Work work, params string[] args) => QueueAsync(new AwsDouble(), work, args);

    public static Task<TestWorker> QueueAsync(AwsDouble aws, Work work, params string[] args) => StartAsync(aws, work, args, AddQueue);

    /// <summary>In time that is the test's before the worker has started.</summary>
    public static Task<TestWorker> QueueAsync(AwsDouble aws, Work work, ManualTime time) => StartAsync(aws, work, [], AddQueue, time);

    /// <inheritdoc cref="ActivityAsync(Action{WorkerHostBuilder}, Work, string[])"/>
    public static Task<TestWorker> QueueAsync(Action<WorkerHostBuilder> configure, Work work, params string[] args) =>
        StartAsync(
            new AwsDouble(),
            work,
            args,
            builder =>
            {
                configure(builder);
                AddQueue(builder);
            }
        );

    public static Task<TestWorker> DeadLettersAsync(params string[] args) =>
        StartAsync(
            new AwsDouble(),
            Answering(),
            args,
            builder => builder.AddDeadLetters("dead-letters", options => options.QueueName = "letters-dead")
        );

    /// <summary>A worker with other sources than the usual ones.</summary>
    public static Task<TestWorker> OfAsync(Action<WorkerHostBuilder> addSources, params string[] args) =>
        StartAsync(new AwsDouble(), Answering(), args, addSources);

    public static string Envelope(string? token = null, int? heartbeatSeconds = null, string input = Input, int attempt = 0)
    {
        var heartbeat = heartbeatSeconds is { } seconds ? $",\"heartbeatSeconds\":{seconds}" : "";
        var taskToken = token is null ? "" : $",\"taskToken\":\"{token}\"";
        return $$$"""{"job":{"execution":"arn:aws:states:eu-central-1:000000000000:execution:claims:e1","state":"Appraise","entered":"2026-03-01T08:00:00.000Z","attempt":{{{attempt}}}{{{heartbeat}}}}{{{taskToken}}},"input":{{{input}}}}""";
    }

    /// <summary>Advances from one due moment to the next, each within a span, until something was recorded.</summary>
    public async Task<T> AdvanceToAsync<T>(Channel<T> recorded, TimeSpan within)
    {
        var arrival = recorded.Reader.WaitToReadAsync(TestContext.Current.CancellationToken).AsTask();
        while (recorded.Reader.Count == 0)
        {
            await Time.AdvanceToNextAsync(within, arrival);
        }

        return await Soon.Next(recorded);
    }

    /// <summary>Begins the stop; completes when the worker has stopped.</summary>
    public Task StopAsync()
    {
        _stopped = true;
        return _application.StopAsync(CancellationToken.None);
    }

    /// <summary>Stops the worker: the polls that are still open bring nothing, and time is over at once.</summary>
    public async Task StopAnsweredAsync()
    {
        var stop = StopAsync();
        for (var i = 0; i < 20 && !stop.IsCompleted; i++)
        {
            Aws.AnswerPoll(() => null);
            Aws.AnswerReceive();
            Time.Advance(TimeSpan.FromMinutes(1));
        }

        await Soon.Within(stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await StopAnsweredAsync();
        }

        await _application.DisposeAsync();
    }

    private static void AddActivity(WorkerHostBuilder builder) =>
        builder.AddActivity<TestHandler, Claim, Answer>(
            "appraise-claim",
            TestJson.Default.Claim,
            TestJson.Default.Answer,
            options => options.ActivityArn = Arn
        );

    private static void AddQueue(WorkerHostBuilder builder) =>
        builder.AddQueue<TestHandler, Claim, Answer>(
            "write-letter",
            TestJson.Default.Claim,
            TestJson.Default.Answer,
            options => options.QueueName = "letters"
        );

    private static async Task<TestWorker> StartAsync(
        AwsDouble aws,
        Work work,
        string[] args,
        Action<WorkerHostBuilder> addSource,
        ManualTime? time = null
    )
    {
        var worker = new TestWorker(aws, work, args, addSource, time);
        try
        {
            await worker._application.StartAsync(TestContext.Current.CancellationToken);
            return worker;
        }
        catch
        {
            await worker._application.DisposeAsync();
            throw;
        }
    }
}
