using System.Globalization;
using System.Text.RegularExpressions;
using JobWorker.Flights;
using JobWorker.Routes;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Hosting;
using Workers.Testing;

namespace JobWorker.Tests.Support;

/// <summary>The pattern's two state machines and its job queue, on the emulator in skipped time.</summary>
internal sealed partial class JobPoller : IAsyncDisposable
{
    public const string Claim = """{"claimId":"FD-1","delay":75,"origin":"LAX","destination":"BNA"}""";

    public static readonly string Pattern = Path.Combine(AppContext.BaseDirectory, "Pattern");

    private JobPoller(WorkflowTestHost host) => Host = host;

    public WorkflowTestHost Host { get; }

    public required string JobQueue { get; init; }

    public required string LoopMachine { get; init; }

    public required string Machine { get; init; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<JobPoller> CreateAsync(
        int visibilitySeconds = 60,
        int silenceLimitSeconds = 600,
        int jobLimitSeconds = 30 * 24 * 3600,
        int looksPerLoop = 800,
        string? jobQueue = null,
        int executionTimeoutSeconds = 40 * 24 * 3600
    )
    {
        var host = new WorkflowTestHost();
        var queue = await host.CreateQueueAsync(
            "assess-route",
            new Dictionary<string, string> { ["VisibilityTimeout"] = Text(visibilitySeconds) },
            Stop
        );
        var variables = Variables(silenceLimitSeconds, jobLimitSeconds, looksPerLoop);
        variables["job_queue_url"] = jobQueue ?? queue;
        variables["execution_timeout_seconds"] = Text(executionTimeoutSeconds);
        var loop = await host.CreateStateMachineAsync("job-loop", Render("loop", variables), Stop);
        variables["loop_state_machine_arn"] = loop;
        var machine = await host.CreateStateMachineAsync("job-poller", Render("definition", variables), Stop);
        return new JobPoller(host)
        {
            JobQueue = queue,
            LoopMachine = loop,
            Machine = machine,
        };
    }

    /// <summary>A value for each variable of the two definitions.</summary>
    public static Dictionary<string, string> Variables(
        int silenceLimitSeconds = 600,
        int jobLimitSeconds = 30 * 24 * 3600,
        int looksPerLoop = 800
    ) =>
        new()
        {
            ["execution_timeout_seconds"] = Text(40 * 24 * 3600),
            ["loop_timeout_seconds"] = Text(35 * 24 * 3600),
            ["job_limit_seconds"] = Text(jobLimitSeconds),
            ["silence_limit_seconds"] = Text(silenceLimitSeconds),
            ["first_look_seconds"] = "5",
            ["quiet_look_seconds"] = "10",
            ["looks_per_loop"] = Text(looksPerLoop),
            ["job_queue_url"] = "http://localhost:4566/000000000000/assess-route",
            ["reply_queue_prefix"] = "job-reply-",
            ["loop_state_machine_arn"] = "arn:aws:states:us-east-1:000000000000:stateMachine:job-loop",
        };

    public static string Render(string file, Dictionary<string, string> variables) =>
        Variable().Replace(File.ReadAllText(Path.Combine(Pattern, $"{file}.asl.json")), match => variables[match.Groups[1].Value]);

    public static string Input(string claim = Claim) => $$"""{"input":{{claim}}}""";

    public Task<WorkerApplication> StartWorkerAsync(Script script) =>
        Host.StartWorkerAsync(
            worker =>
            {
                worker.Services.AddSingleton(script);
                Add<ScriptedAssessment>(worker);
            },
            Stop
        );

    public Task<WorkerApplication> StartRealWorkerAsync(int recordsPerSecond) =>
        Host.StartWorkerAsync(
            worker =>
            {
                worker.Services.AddSingleton(new FlightRecordsOptions { RecordsPerSecond = recordsPerSecond });
                worker.AddAssessments(Configure);
            },
            Stop
        );

    /// <summary>Starts a worker that also sweeps.</summary>
    /// <param name="script">What it does with jobs.</param>
    /// <param name="gates">What keeps its calls from AWS.</param>
    /// <param name="settings">Settings of section ReplyQueues beside the prefix.</param>
    public Task<WorkerApplication> StartSweeperAsync(Script script, Gates? gates = null, params (string Key, string Value)[] settings) =>
        Host.StartWorkerAsync(
            worker =>
            {
                worker.Services.AddSingleton(script);
                if (gates is not null)
                {
                    worker.Services.AddSingleton<ISqsQueueDirectory>(gates);
                    worker.Services.AddSingleton<IStepFunctionsExecutions>(gates);
                }

                worker.Configuration["ReplyQueues:SweepPrefix"] = "job-reply-";
                foreach (var (key, value) in settings)
                {
                    worker.Configuration[$"ReplyQueues:{key}"] = value;
                }

                Add<ScriptedAssessment>(worker);
                worker.AddReplyQueueSweep();
            },
            Stop
        );

    /// <summary>Executions of the loop, the latest first.</summary>
    public async Task<IReadOnlyList<ExecutionSummary>> LoopsAsync()
    {
        var loops = new List<ExecutionSummary>();
        string? next = null;
        do
        {
            var page = await Host.StepFunctions.ListExecutionsAsync(
                new ListExecutionsRequest { StateMachineArn = LoopMachine, NextToken = next },
                Stop
            );
            loops.AddRange(page.Executions);
            next = page.NextToken;
        } while (next is not null);
        return loops;
    }

    public async Task<long> EventsAsync(string execution)
    {
        var request = new GetExecutionHistoryRequest
        {
            ExecutionArn = execution,
            MaxResults = 1,
            ReverseOrder = true,
        };
        return (await Host.StepFunctions.GetExecutionHistoryAsync(request, Stop)).Events[0].Id;
    }

    /// <summary>How often the loops looked into the reply queue.</summary>
    public async Task<int> LooksAsync()
    {
        var looks = 0;
        foreach (var loop in await LoopsAsync())
        {
            var history = await Host.HistoryAsync(loop.ExecutionArn, Stop);
            looks += history.Count(entry =>
                entry.Type == "TaskStateEntered"
                && entry.Details!.Values.Any(details => details.ToString().Contains("\"Look\"", StringComparison.Ordinal))
            );
        }

        return looks;
    }

    public async Task<string> ReplyQueueAsync(string execution)
    {
        var history = await Host.HistoryAsync(execution, Stop);
        var url = history
            .SelectMany(entry => entry.Details?.Values.Select(details => ReplyQueueUrl().Match(details.ToString())) ?? [])
            .First(match => match.Success);
        return url.Value;
    }

    /// <summary>The names of the queues that there are, among those that begin so.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync(string prefix = "job-reply-")
    {
        var page = await Host.Sqs.ListQueuesAsync(new ListQueuesRequest { QueueNamePrefix = prefix }, Stop);
        return [.. (page.QueueUrls ?? []).Select(url => url.Split('/')[^1])];
    }

    public async Task AssertReplyQueueIsRemovedAsync(ExecutionDescription execution)
    {
        var queue = await ReplyQueueAsync(execution.ExecutionArn);
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => AttributeAsync(queue, "QueueArn"));
    }

    public async Task AssertJobQueueIsEmptyAsync()
    {
        // A delete waits a moment for company.
        await Host.Clock.AdvanceAsync(TimeSpan.FromSeconds(1), Stop);
        Assert.Equal("0", await AttributeAsync(JobQueue, "ApproximateNumberOfMessages"));
        Assert.Equal("0", await AttributeAsync(JobQueue, "ApproximateNumberOfMessagesNotVisible"));
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static void Add<THandler>(WorkerHostBuilder worker)
        where THandler : class, IJobHandler<RouteClaim, RouteHistory> =>
        worker.AddQueue<THandler, RouteClaim, RouteHistory>(
            "assess-route",
            RoutesJson.Default.RouteClaim,
            RoutesJson.Default.RouteHistory,
            Configure
        );

    private static void Configure(QueueOptions options)
    {
        options.QueueName = "assess-route";
        options.Slots = 1;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    public async Task<string> AttributeAsync(string queue, string name)
    {
        var request = new GetQueueAttributesRequest { QueueUrl = queue, AttributeNames = [name] };
        return (await Host.Sqs.GetQueueAttributesAsync(request, Stop)).Attributes![name];
    }

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"http[^""\\]+/job-reply-[0-9a-f-]+")]
    private static partial Regex ReplyQueueUrl();
}
