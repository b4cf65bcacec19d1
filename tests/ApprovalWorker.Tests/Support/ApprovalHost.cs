using System.Globalization;
using System.Text.Json.Nodes;
using ApprovalWorker.Decisions;
using ApprovalWorker.Identity;
using ApprovalWorker.Requests;
using ApprovalWorker.Web;
using DispatchWorker.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.EventBridge;
using Workers.Aws.StepFunctions;
using Workers.Hosting;
using Workers.Hosting.Stores;
using Workers.Testing;

namespace ApprovalWorker.Tests.Support;

/// <summary>The approval pattern's own state machine, and approval workers over one store, in skipped time.</summary>
internal sealed class ApprovalHost : IAsyncDisposable
{
    /// <summary>The state's TimeoutSeconds.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromHours(1);

    private bool _hasEventBridge;
    private string? _activity;
    private string? _machine;

    public ApprovalHost() => Store = new MemoryStore(Workflow.Clock);

    public WorkflowTestHost Workflow { get; } = new();

    /// <summary>How long one token is waited for.</summary>
    public TimeSpan Token { get; init; } = Expiry;

    /// <summary>How many tokens may follow the first.</summary>
    public int Renewals { get; init; }

    public MemoryStore Store { get; }

    public Outages Tasks { get; } = new();

    public EventBus Bus { get; } = new();

    public CapturedLog Log { get; } = new();

    public WorkerApplication? Worker { get; private set; }

    public DecisionService Decisions => Worker!.Services.GetRequiredService<DecisionService>();

    public RequestStore Requests => Worker!.Services.GetRequiredService<RequestStore>();

    public string Url => Worker!.Services.GetRequiredService<InboxAddress>().PublicUrl;

    public static Task<ApprovalHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(new ApprovalHost(), settings);

    /// <summary>The same with tokens that are renewed.</summary>
    public static Task<ApprovalHost> StartWithRenewalsAsync(TimeSpan token, params (string Key, string Value)[] settings) =>
        StartAsync(new ApprovalHost { Token = token, Renewals = 100 }, settings);

    /// <summary>The same with the emulator's EventBridge in place of <see cref="Bus"/>.</summary>
    public static Task<ApprovalHost> StartWithEventBridgeAsync(params (string Key, string Value)[] settings) =>
        StartAsync(new ApprovalHost { _hasEventBridge = true }, settings);

    private static async Task<ApprovalHost> StartAsync(ApprovalHost host, (string Key, string Value)[] settings)
    {
        host._activity = await host.Workflow.CreateActivityAsync("approve-request");
        var definition = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "definition.asl.json")))
            .Replace("${approve_activity_arn}", host._activity, StringComparison.Ordinal)
            .Replace("${approve_decision_seconds}", Expiry.TotalSeconds.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("${approve_token_seconds}", host.Token.TotalSeconds.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("${approve_token_renewals}", host.Renewals.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("${execution_timeout_seconds}", "86400", StringComparison.Ordinal);
        host._machine = await host.Workflow.CreateStateMachineAsync("approval", definition);
        await host.StartWorkerAsync(settings);
        return host;
    }

    public async Task StartWorkerAsync(params (string Key, string Value)[] settings)
    {
        Worker = await Workflow.StartWorkerAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection([
                new("Inbox:Url", "http://127.0.0.1:0"),
                new("Identity:Mode", "Development"),
                new("Identity:DevelopmentUser", "mary"),
            ]);
            foreach (var (key, value) in settings)
            {
                builder.Configuration[key] = value;
            }

            builder.Logging.AddProvider(Log);
            builder.Services.AddSingleton<IRecordStore>(Store);
            builder.Services.AddSingleton<IStepFunctionsTasks>(services => new TasksWithOutages(
                services.GetRequiredService<AwsClients>().StepFunctions,
                Tasks
            ));
            if (!_hasEventBridge)
            {
                builder.Services.AddSingleton<IEventBridge>(Bus);
            }

            builder.AddApprovals(options => options.ActivityArn = _activity);
        });
    }

    /// <summary>Ends the worker as <c>kill -9</c> does.</summary>
    public void CrashWorker() => Workflow.CrashWorker(Worker!);

    public Task StopWorkerAsync() => Workflow.StopWorkerAsync(Worker!, TestContext.Current.CancellationToken);

    /// <summary>Starts an execution and skips time until its request waits for a decision.</summary>
    public async Task<(string Execution, ApprovalRequest Request)> AskAsync(string title = "Pay 600 EUR?", string? requester = null)
    {
        var known = Store.All("approval").Count;
        var input = new JsonObject
        {
            ["title"] = title,
            ["request"] = new JsonObject { ["claimId"] = "F-1", ["amount"] = 600 },
        };
        if (requester is not null)
        {
            input["requester"] = requester;
        }

        var execution = await Workflow.StartAsync(_machine!, input.ToJsonString());
        await Workflow.Clock.RunUntilAsync(() => Store.All("approval").Count > known);
        return (execution, await RequestAsync(execution));
    }

    /// <summary>Starts an execution and does not wait for anything.</summary>
    public Task<string> AskOnlyAsync(string input = """{"title":"Pay?","request":{}}""") => Workflow.StartAsync(_machine!, input);

    /// <summary>Takes the task that waits, as a worker that is killed at once does.</summary>
    public async Task TakeTaskAsync()
    {
        var request = new GetActivityTaskRequest { ActivityArn = _activity!, WorkerName = "killed" };
        var polling = Workflow.StepFunctions.GetActivityTaskAsync(request, TestContext.Current.CancellationToken);
        Assert.NotNull(await Workflow.Clock.RunUntilAsync(polling, TestContext.Current.CancellationToken));
    }

    public async Task<ApprovalRequest> RequestAsync(string execution)
    {
        await foreach (var request in Requests.ListAsync(TestContext.Current.CancellationToken))
        {
            if (request.Execution == execution)
            {
                return request;
            }
        }

        throw new InvalidOperationException($"There is no request of {execution}.");
    }

    /// <summary>Decides in skipped time.</summary>
    public Task<(DecideResult Result, ApprovalRequest? Request)> DecideAsync(
        string id,
        bool approve,
        string by = "mary",
        string comment = "checked"
    ) =>
        Workflow.Clock.RunUntilAsync(
            Task.Run(
                () => Decisions.DecideAsync(id, new DecisionWish(approve, new Person(by), comment, "127.0.0.1"), CancellationToken.None),
                TestContext.Current.CancellationToken
            )
        );

    /// <summary>Skips time.</summary>
    public Task SkipAsync(TimeSpan time) => Workflow.Clock.AdvanceAsync(time, TestContext.Current.CancellationToken);

    /// <summary>Skips time until something has happened.</summary>
    public Task UntilAsync(Func<bool> condition) => Workflow.Clock.RunUntilAsync(condition, TestContext.Current.CancellationToken);

    /// <summary>Skips time until the execution has ended.</summary>
    public Task<ExecutionDescription> EndAsync(string execution) => Workflow.WaitAsync(execution, TestContext.Current.CancellationToken);

    public Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string execution) =>
        Workflow.HistoryAsync(execution, TestContext.Current.CancellationToken);

    public Task StopExecutionAsync(string execution) =>
        Workflow.StepFunctions.StopExecutionAsync(
            new StopExecutionRequest { ExecutionArn = execution },
            TestContext.Current.CancellationToken
        );

    public ValueTask DisposeAsync() => Workflow.DisposeAsync();
}
