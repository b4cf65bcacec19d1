using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.StepFunctions;
using Workers.Hosting;
using Workers.Hosting.Tests.Support;

namespace Definitions.Tests.Moto;

/// <summary>A moto with nothing in it, the definitions that are created there, and the workers that work for it.</summary>
/// <remarks>Moto runs in real time, so that ends are waited for by asking.</remarks>
internal sealed class MotoBench : IAsyncDisposable
{
    private const string Account = "123456789012";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly AwsClientOptions _options;
    private readonly AwsClients _clients;
    private readonly List<WorkerApplication> _workers = [];
    private readonly LogCapture _log = new();

    private MotoBench(string url)
    {
        _http = new HttpClient { BaseAddress = new Uri(url) };
        _options = new AwsClientOptions
        {
            Region = "us-east-1",
            ServiceUrl = url,
            Credentials = new BasicAWSCredentials("moto", "moto"),
            CallTimeout = Patience,
        };
        _clients = AwsClients.Create(_options);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<MotoBench> CreateAsync(string url)
    {
        var bench = new MotoBench(url);
        await bench.TellMotoAsync("reset", new { });
        // Without this an execution stays as it was started.
        await bench.TellMotoAsync("config", new { stepfunctions = new { execute_state_machine = true } });
        return bench;
    }

    /// <summary>The ARN that something will have, or has.</summary>
    public static string Arn(string service, string name) => $"arn:aws:{service}:us-east-1:{Account}:{name}";

    /// <summary>Whether the server hands out the tasks of activities.</summary>
    public async Task<bool> HandsOutTasksAsync()
    {
        try
        {
            await _clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = Arn("states", "activity:none") }, Stop);
        }
        catch (ActivityDoesNotExistException)
        {
            return true;
        }
        catch (AwsServiceException exception) when (exception.StatusCode == 500)
        {
            return false;
        }

        throw new InvalidOperationException("The server has an activity that nobody has created.");
    }

    /// <summary>
    /// Creates a queue and returns its URL. Its name is used once, so that a receive of the test before that is still open on a busy machine takes
    /// none of its messages.
    /// </summary>
    public async Task<string> QueueAsync(string name) =>
        (await _clients.Sqs.CreateQueueAsync(new() { QueueName = $"{name}-{Guid.NewGuid():N}" }, Stop)).QueueUrl;

    public Task SendAsync(string queueUrl, string body) =>
        _clients.Sqs.SendMessageAsync(new() { QueueUrl = queueUrl, MessageBody = body }, Stop);

    /// <summary>Creates an activity and returns its ARN.</summary>
    public async Task<string> ActivityAsync(string name) =>
        (await _clients.StepFunctions.CreateActivityAsync(new() { Name = name }, Stop)).ActivityArn;

    /// <summary>Lets the events of a source on a bus go to a queue.</summary>
    public async Task RouteAsync(string bus, string source, string queueUrl)
    {
        await EventsAsync("CreateEventBus", new { Name = bus });
        await EventsAsync(
            "PutRule",
            new
            {
                Name = "to-queue",
                EventBusName = bus,
                EventPattern = JsonSerializer.Serialize(new { source = new[] { source } }),
            }
        );
        var target = new { Id = "queue", Arn = Arn("sqs", queueUrl.Split('/')[^1]) };
        await EventsAsync(
            "PutTargets",
            new
            {
                Rule = "to-queue",
                EventBusName = bus,
                Targets = new[] { target },
            }
        );
    }

    /// <summary>Starts a worker.</summary>
    /// <param name="configure">Adds its sources.</param>
    /// <param name="hasHeartbeat">Whether the states it works for have a heartbeat.</param>
    public async Task WorkAsync(Action<WorkerHostBuilder> configure, bool hasHeartbeat = true)
    {
        var builder = WorkerHost.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("Health:Port", "0"), new("Shutdown:BudgetSeconds", "2")]);
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.Services.AddSingleton(_options);
        if (hasHeartbeat)
        {
            builder.Services.AddSingleton<IStepFunctionsTasks>(new LateReports(_clients.StepFunctions));
        }

        configure(builder);
        var worker = builder.Build();
        _workers.Add(worker);
        await worker.StartAsync(Stop);
    }

    /// <summary>Creates a definition's state machine, with these of its variables, and runs one execution of it to its end.</summary>
    public async Task<ExecutionDescription> RunAsync(
        string definition,
        string input,
        params IEnumerable<(string Name, string Value)> variables
    )
    {
        var rendered = Samples.Render(definition, variables.ToDictionary(variable => variable.Name, variable => variable.Value));
        var machine = await _clients.StepFunctions.CreateStateMachineAsync(
            new()
            {
                Name = "machine",
                Definition = rendered,
                RoleArn = $"arn:aws:iam::{Account}:role/machine",
            },
            Stop
        );
        var execution = await _clients.StepFunctions.StartExecutionAsync(
            new()
            {
                StateMachineArn = machine.StateMachineArn,
                Name = "execution",
                Input = input,
            },
            Stop
        );
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var now = await _clients.StepFunctions.DescribeExecutionAsync(new() { ExecutionArn = execution.ExecutionArn }, Stop);
            if (now.Status != "RUNNING")
            {
                return now;
            }

            if (TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                var history = await HistoryAsync(execution.ExecutionArn);
                var events = string.Join(' ', history.Select(happened => happened.Type));
                Assert.Fail($"{definition} has not ended within {Patience}: {events}\nThe worker says:\n{_log.Text}");
            }

            await Task.Delay(Interval, TimeProvider.System, Stop);
        }
    }

    /// <summary>The causes that an execution's history tells.</summary>
    public async Task<IReadOnlyList<string>> CausesAsync(ExecutionDescription execution)
    {
        return
        [
            .. from happened in await HistoryAsync(execution.ExecutionArn)
            from details in happened.Details ?? []
            where details.Value.ValueKind is JsonValueKind.Object && details.Value.TryGetProperty("cause", out _)
            select details.Value.GetProperty("cause").GetString(),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.StopAsync(CancellationToken.None);
            await worker.DisposeAsync();
        }

        _log.Dispose();
        _clients.Dispose();
        _http.Dispose();
    }

    private async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string executionArn) =>
        (await _clients.StepFunctions.GetExecutionHistoryAsync(new() { ExecutionArn = executionArn }, Stop)).Events;

    private async Task TellMotoAsync(string what, object body)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri($"/moto-api/{what}", UriKind.Relative), content, Stop);
        response.EnsureSuccessStatusCode();
    }

    private async Task EventsAsync(string operation, object request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/");
        message.Headers.Add("X-Amz-Target", $"AWSEvents.{operation}");
        // Moto takes the region from here, and checks no signature.
        const string Scope = "AWS4-HMAC-SHA256 Credential=moto/20260101/us-east-1/events/aws4_request, SignedHeaders=host, Signature=0";
        message.Headers.TryAddWithoutValidation("Authorization", Scope);
        message.Content = new StringContent(JsonSerializer.Serialize(request), Encoding.UTF8, "application/x-amz-json-1.1");
        using var response = await _http.SendAsync(message, Stop);
        Assert.True(response.IsSuccessStatusCode, $"{operation}: {await response.Content.ReadAsStringAsync(Stop)}");
    }
}
