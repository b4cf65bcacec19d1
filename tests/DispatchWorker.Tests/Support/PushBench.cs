using System.Globalization;
using System.Text.Json;
using DispatchWorker.Callbacks;
using DispatchWorker.Processors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.Sqs;
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

    public PushBench()
    {
        Host = new WorkflowTestHost();
        Store = new MemoryStore(Host.Clock);
        Provider = new PaymentProvider(Host.Clock);
        StepFunctions = new StepFunctionsDouble();
    }

    public WorkflowTestHost Host { get; }

    public TestClock Clock => Host.Clock;

    public MemoryStore Store { get; }

    public PaymentProvider Provider { get; }

    public StepFunctionsDouble StepFunctions { get; }

    public CapturedLog Log { get; } = new();

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
        var outer = Render(
            "definition.asl.json",
            ("dispatch_state_machine_arn", dispatch),
            ("dispatch_timeout_seconds", "3700"),
            ("execution_timeout_seconds", "4000")
        );
        Machine = await Host.CreateStateMachineAsync("pay-claim", outer, Stop);
    }

    /// <summary>Starts a dispatcher; the provider's callbacks go to the one that was started last.</summary>
    public async Task<WorkerApplication> StartDispatcherAsync(HttpMessageHandler? webhooks = null)
    {
        Settings[$"Dispatch:{Activity}:ActivityArn"] = _activityArn;
        var worker = await Host.StartWorkerAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(Settings);
                builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log);
                builder.Services.AddSingleton<IRecordStore>(Store);
                builder.Services.AddSingleton(own => StepFunctions.Over(own.GetRequiredService<AwsClients>().StepFunctions));
                builder.Services.AddSingleton(own => new WebhookTransport(
                    own.GetRequiredService<WorkerLifeline>().Guard(webhooks ?? Provider)
                ));
                builder.AddDispatcher(options => options.QueueUrl = _nudges);
            },
            Stop
        );
        var endpoint = worker.Services.GetRequiredService<CallbackEndpoint>();
        Provider.Callbacks = (id, verb, body, headers) => CallAsync(endpoint, id, verb, body, headers);
        return worker;
    }

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

    /// <summary>That nothing secret was logged, called or kept in sight.</summary>
    public void AssertNoSecretWasTold()
    {
        Assert.NotEmpty(Store.Tokens);
        Assert.NotEmpty(Log.Text);
        foreach (var secret in Store.Tokens.Append(PaymentProvider.Secret))
        {
            Assert.DoesNotContain(secret, Log.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(Provider.Urls, url => url.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(Provider.Received, payment => payment.Dispatch.GetRawText().Contains(secret, StringComparison.Ordinal));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Provider.Dispose();
        Log.Dispose();
    }

    private static async Task<(int Status, JsonElement Body)> CallAsync(
        CallbackEndpoint endpoint,
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
        await endpoint.HandleAsync(context);
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
