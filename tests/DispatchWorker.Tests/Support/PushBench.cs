using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DispatchWorker.Callbacks;
using DispatchWorker.Processors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Hosting;
using Workers.Hosting.Stores;
using Workers.Testing;
using Workers.Testing.Time;

namespace DispatchWorker.Tests.Support;

/// <summary>The push pattern as it is deployed: both state machines, the queue of nudges, dispatchers and an outside payment provider.</summary>
internal sealed class PushBench : IAsyncDisposable
{
    public const string Activity = "pay-claim";

    private string _activityArn = "";
    private string _nudges = "";

    private readonly IVaults _vaults;
    private readonly ActivityListener _spans;

    /// <summary>Creates the bench.</summary>
    /// <param name="vaults">Where tokens are kept. Default: a SQLite file.</param>
    public PushBench(IVaults? vaults = null)
    {
        _vaults = vaults ?? new SqliteVaults();
        Host = new WorkflowTestHost();
        Store = new VaultWatch(Host.Clock);
        Provider = new PaymentProvider(Host.Clock);
        StepFunctions = new StepFunctionsDouble();
        _spans = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => Told.Add($"{span.DisplayName} {string.Join(' ', span.TagObjects)} {span.StatusDescription}"),
        };
        ActivitySource.AddActivityListener(_spans);
    }

    public WorkflowTestHost Host { get; }

    public TestClock Clock => Host.Clock;

    /// <summary>What is written into the vault.</summary>
    public VaultWatch Store { get; }

    public PaymentProvider Provider { get; }

    public StepFunctionsDouble StepFunctions { get; }

    /// <summary>The dispatcher that was started last, to be crashed.</summary>
    public CrashTrap? Trap { get; private set; }

    public CapturedLog Log { get; } = new();

    /// <summary>What the dispatchers said to others: webhooks, messages, executions' inputs, outcomes, answers and spans.</summary>
    public Told Told { get; } = new();

    public string Machine { get; private set; } = "";

    public Dictionary<string, string?> Settings { get; } =
        new()
        {
            [$"Dispatch:{Activity}:WebhookUrl"] = "https://payments.example/hooks",
            [$"Dispatch:{Activity}:Secret"] = PaymentProvider.Secret,
            [$"Dispatch:{Activity}:DeadlineSeconds"] = "600",
            ["Callbacks:Url"] = "http://127.0.0.1:0",
            ["Callbacks:PublicUrl"] = "https://dispatch.example",
        };

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Creates the state machines.</summary>
    /// <param name="loseNudges">Whether nudges go where nobody looks.</param>
    public async Task DeployAsync(bool loseNudges = false)
    {
        _activityArn = await Host.CreateActivityAsync(Activity, Stop);
        _nudges = await Host.CreateQueueAsync("nudges", null, Stop);
        var elsewhere = await Host.CreateQueueAsync("elsewhere", null, Stop);
        var inner = Render(
            "dispatch.asl.json",
            ("activity_arn", _activityArn),
            ("activity_name", Activity),
            ("nudge_queue_url", loseNudges ? elsewhere : _nudges),
            ("heartbeat_seconds", "60"),
            ("timeout_seconds", "900"),
            ("processor_retries", "1"),
            ("execution_timeout_seconds", "3600")
        );
        var dispatch = await Host.CreateStateMachineAsync("dispatch-pay-claim", inner, Stop);
        Machine = await DeployOuterAsync("pay-claim", dispatch);
    }

    /// <summary>Creates the outer state machine for an inner one.</summary>
    /// <returns>Its ARN.</returns>
    public Task<string> DeployOuterAsync(string name, string inner)
    {
        var outer = Render(
            "definition.asl.json",
            ("dispatch_state_machine_arn", inner),
            ("dispatch_timeout_seconds", "3700"),
            ("execution_timeout_seconds", "4000")
        );
        return Host.CreateStateMachineAsync(name, outer, Stop);
    }

    /// <summary>Creates a state machine that hands its input to the activity as it is, without an envelope.</summary>
    /// <returns>Its ARN.</returns>
    public async Task<string> DeployBareAsync()
    {
        await DeployAsync();
        var definition = $$"""
            {
              "StartAt": "Pay",
              "States": {
                "Pay": { "Type": "Task", "Resource": "{{_activityArn}}", "TimeoutSeconds": 900, "End": true }
              }
            }
            """;
        return await Host.CreateStateMachineAsync("bare", definition, Stop);
    }

    /// <summary>Finds the execution that waits for the processor.</summary>
    /// <param name="outer">The ARN of the execution that started it.</param>
    public async Task<string> InnerExecutionAsync(string outer)
    {
        var events = await Host.HistoryAsync(outer, Stop);
        var submitted = events.Single(entry => entry.Type == "TaskSubmitted").Details!["taskSubmittedEventDetails"];
        using var output = JsonDocument.Parse(submitted.GetProperty("output").GetString()!);
        return output.RootElement.GetProperty("ExecutionArn").GetString()!;
    }

    /// <summary>Starts a dispatcher; the provider's callbacks go to the one that was started last.</summary>
    /// <param name="webhooks">Who gets the webhooks. Default: the provider.</param>
    /// <param name="crashPoint">When it crashes by itself. Default: never.</param>
    /// <param name="services">Replaces parts of it. Default: none.</param>
    public async Task<WorkerApplication> StartDispatcherAsync(
        HttpMessageHandler? webhooks = null,
        CrashPoint? crashPoint = null,
        Action<IServiceCollection>? services = null
    )
    {
        Settings[$"Dispatch:{Activity}:ActivityArn"] = _activityArn;
        var trap = new CrashTrap(crashPoint);
        Trap = trap;
        var store = OpenVault();
        var worker = await Host.StartWorkerAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(Settings);
                builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log);
                builder.Services.AddSingleton<IRecordStore>(new TrappedStore(store, trap));
                builder.Services.AddSingleton(provider => StepFunctionsOf(provider, trap));
                builder.Services.AddSingleton<IStepFunctionsTasks>(provider => provider.GetRequiredService<TrappedStepFunctions>());
                builder.Services.AddSingleton<IStepFunctionsExecutions>(provider => provider.GetRequiredService<TrappedStepFunctions>());
                builder.Services.AddSingleton(provider => new TrappedQueues(provider.GetRequiredService<AwsClients>().Sqs, trap, Told));
                builder.Services.AddSingleton<ISqsConsumer>(provider => provider.GetRequiredService<TrappedQueues>());
                builder.Services.AddSingleton<ISqsProducer>(provider => provider.GetRequiredService<TrappedQueues>());
                builder.Services.AddSingleton(provider => WebhooksOf(provider, trap, webhooks ?? Provider));
                services?.Invoke(builder.Services);
                builder.AddDispatcher(options => options.QueueUrl = _nudges);
            },
            Stop
        );
        trap.Crash = () => Host.CrashWorker(worker);
        var endpoint = worker.Services.GetRequiredService<CallbackEndpoint>();
        Provider.Callbacks = (id, verb, body, headers) => CallAsync(endpoint, trap, id, verb, body, headers);
        return worker;
    }

    /// <summary>Runs an execution whose dispatchers die, one after the other, before they can hand the job over.</summary>
    public async Task<ExecutionDescription> RunWithDyingDispatchersAsync(string input, int dispatchers)
    {
        var execution = await Host.StartAsync(Machine, input, Stop);
        for (var dispatcher = 1; dispatcher <= dispatchers; dispatcher++)
        {
            await StartDispatcherAsync(crashPoint: new CrashPoint("webhook", 1, AfterIt: false));
            var crashed = Trap!;
            await Clock.RunUntilAsync(() => crashed.HasSprung, Stop);
            await Clock.AdvanceAsync(TimeSpan.FromSeconds(130), Stop);
        }

        return await Host.WaitAsync(execution, Stop);
    }

    /// <summary>Opens the vault, as another dispatcher would.</summary>
    public IRecordStore OpenVault() => Store.Over(_vaults.Open(Clock));

    /// <summary>Delivers every nudge that waits once more.</summary>
    public int DuplicateNudges() => Host.DuplicateMessages(_nudges);

    /// <summary>Sends a nudge by hand.</summary>
    public Task NudgeAsync() =>
        Host.Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = _nudges, MessageBody = $$"""{"activity":"{{Activity}}"}""" }, Stop);

    /// <summary>Has the provider accept each payment after a while.</summary>
    public void PayAfter(TimeSpan pause) =>
        Provider.Work = async payment =>
        {
            await Task.Delay(pause, Clock, Stop);
            await Provider.CallAsync(payment.Id, "success", """{"paid":true}""");
        };

    /// <summary>That nothing secret was logged, called, sent or answered.</summary>
    public void AssertNoSecretWasTold()
    {
        Assert.NotEmpty(Store.Tokens);
        Assert.NotEmpty(Log.Text);
        AssertNoSecretIsAnywhere();
    }

    // After each test, whatever it was about.
    private void AssertNoSecretIsAnywhere()
    {
        foreach (var secret in Store.Tokens.Append(PaymentProvider.Secret))
        {
            Assert.DoesNotContain(Told.LongestPiece(secret), Log.Text, StringComparison.OrdinalIgnoreCase);
            Told.AssertIsNowhere(secret);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        AssertNoSecretIsAnywhere();
        await _vaults.DisposeAsync();
        _spans.Dispose();
        Provider.Dispose();
        Log.Dispose();
    }

    private TrappedStepFunctions StepFunctionsOf(IServiceProvider services, CrashTrap trap)
    {
        var client = services.GetRequiredService<AwsClients>().StepFunctions;
        return new TrappedStepFunctions(StepFunctions.Over(client), client, trap, Told);
    }

    // The provider outlives the dispatchers, each of which disposes what it calls with.
    [SuppressMessage("Reliability", "CA2000", Justification = "It holds nothing but the way to the provider.")]
    private WebhookTransport WebhooksOf(IServiceProvider services, CrashTrap trap, HttpMessageHandler webhooks) =>
        new(services.GetRequiredService<WorkerLifeline>().Guard(new TrappedWebhooks(webhooks, trap, Told)));

    private async Task<(int Status, JsonElement Body)> CallAsync(
        CallbackEndpoint endpoint,
        CrashTrap trap,
        string id,
        string verb,
        byte[] body,
        IReadOnlyDictionary<string, string> headers
    )
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Path = $"/callbacks/{id}/{verb}";
        context.Request.Body = new MemoryStream(body);
        foreach (var (name, value) in headers)
        {
            context.Request.Headers[name] = value;
        }

        using var answer = new MemoryStream();
        context.Response.Body = answer;
        var handled = endpoint.HandleAsync(context);
        if (await Task.WhenAny(trap.Sprung, handled) != handled)
        {
            throw new AwsConnectionException("The dispatcher has crashed.");
        }

        await handled;
        Told.Add($"{string.Join(' ', context.Response.Headers)} {Encoding.UTF8.GetString(answer.ToArray())}");
        return (context.Response.StatusCode, JsonDocument.Parse(answer.ToArray()).RootElement);
    }

    private static string Render(string file, params (string Name, string Value)[] variables)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Push", file));
        foreach (var (name, value) in variables)
        {
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"${{{name}}}"), text, StringComparison.Ordinal);
            text = text.Replace($"${{{name}}}", value, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("${", text, StringComparison.Ordinal);
        return text;
    }
}
