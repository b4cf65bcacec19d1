using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Emulator.Tests.StepFunctions;
using Workers.Testing.Time;

namespace Workers.Emulator.Tests.Fuzzing;

/// <summary>An emulator with something of everything in it, which must answer whatever it is asked as AWS answers.</summary>
internal sealed class FuzzedEmulator : IAsyncDisposable
{
    private readonly Errors _errors = new();
    private readonly TemporaryBuckets _buckets = new();
    private readonly AwsEmulator _emulator;
    private readonly HttpClient _client;
    private string _receipt = "none";
    private string _token = "none";

    public FuzzedEmulator()
    {
        _buckets.Put("items.csv", "1\n2\n3\n");
        _emulator = new AwsEmulator(
            new EmulatorOptions
            {
                TimeProvider = Clock,
                LoggerFactory = _errors,
                S3Root = _buckets.Root,
            }
        );
        _emulator.MapFunction("f", (call, _) => Task.FromResult<string?>(call.Payload));
        _emulator.MapTask("post-ledger", (_, _) => Task.FromResult(0));
        _client = new HttpClient(_emulator.CreateHandler()) { BaseAddress = new Uri("http://localhost:4566") };
    }

    public TestClock Clock { get; } = new();

    /// <summary>How many calls were answered without an error.</summary>
    public int Answered { get; private set; }

    /// <summary>How many were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Creates what the seeds refer to.</summary>
    public async Task FillAsync()
    {
        const string Machine = """
            {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:us-east-1:000000000000:activity:work","TimeoutSeconds":9,"End":true}}}
            """;
        const string Express = """{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""";
        await CallAsync("AWSStepFunctions.CreateActivity", """{"name":"work"}""");
        await CallAsync("AWSStepFunctions.CreateStateMachine", Create("m", Machine, "STANDARD"));
        await CallAsync("AWSStepFunctions.CreateStateMachine", Create("e", Express, "EXPRESS"));
        await CallAsync(
            "AWSStepFunctions.StartExecution",
            """{"stateMachineArn":"arn:aws:states:us-east-1:000000000000:stateMachine:m","name":"x"}"""
        );
        await CallAsync("AmazonSQS.CreateQueue", """{"QueueName":"q"}""");
        await CallAsync("AmazonSQS.CreateQueue", """{"QueueName":"q.fifo","Attributes":{"FifoQueue":"true"}}""");
        await CallAsync("AmazonSQS.SendMessage", """{"QueueUrl":"http://localhost:4566/000000000000/q","MessageBody":"b"}""");
        await CallAsync("AWSEvents.PutRule", """{"Name":"r","EventPattern":"{\"source\":[\"s\"]}"}""");
        await CallAsync(
            "DynamoDB_20120810.CreateTable",
            SeedRequests
                .All.First(seed => seed.Target.EndsWith("CreateTable", StringComparison.Ordinal))
                .Body.Replace("\"u\"", "\"t\"", StringComparison.Ordinal)
                .Replace(",{\"AttributeName\":\"at\",\"KeyType\":\"RANGE\"}", "", StringComparison.Ordinal)
                .Replace(",{\"AttributeName\":\"at\",\"AttributeType\":\"N\"}", "", StringComparison.Ordinal)
        );
        var received = await CallAsync("AmazonSQS.ReceiveMessage", """{"QueueUrl":"http://localhost:4566/000000000000/q"}""");
        _receipt = received.GetProperty("Messages")[0].GetProperty("ReceiptHandle").GetString()!;
        var task = await CallAsync(
            "AWSStepFunctions.GetActivityTask",
            """{"activityArn":"arn:aws:states:us-east-1:000000000000:activity:work"}"""
        );
        _token = task.GetProperty("taskToken").GetString()!;
    }

    public static string Create(string name, string definition, string type) =>
        JsonSerializer.Serialize(
            new
            {
                name,
                definition,
                type,
                roleArn = "arn:aws:iam::000000000000:role/r",
            }
        );

    /// <summary>Calls an operation that is right, so that it has to succeed.</summary>
    public async Task<JsonElement> CallAsync(string target, string body)
    {
        var (status, answer) = await SendAsync(target, body);
        Assert.True(status == 200, $"{target} {body}: {status} {answer}");
        return answer;
    }

    /// <summary>Calls an operation with whatever: the answer has to be an answer, or an error with AWS's form.</summary>
    public async Task<(int Status, JsonElement Body)> SendAsync(string target, string body)
    {
        var text = body.Replace(SeedRequests.Token, _token, StringComparison.Ordinal)
            .Replace(SeedRequests.Receipt, _receipt, StringComparison.Ordinal);
        var exchange = ExchangeAsync(target, text);

        // Long polls and synchronous executions end by the clock.
        var (status, answer) = exchange.IsCompleted
            ? await exchange
            : await Clock.RunUntilAsync(exchange, TestContext.Current.CancellationToken);
        RequireNoFault($"{target} {text}");
        var isError =
            answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("__type", out var type) && type.GetString()!.Length > 0;
        Assert.True(
            status == 200 ? answer.ValueKind == JsonValueKind.Object : status is >= 400 and < 500 && isError,
            $"{target} {text}: {status} {answer}"
        );
        Answered += status == 200 ? 1 : 0;
        Refused += status == 200 ? 0 : 1;
        return (status, answer);
    }

    /// <summary>Fails if anything failed inside the emulator.</summary>
    public void RequireNoFault(string input) =>
        Assert.True(_errors.IsEmpty, $"{input}{Environment.NewLine}{string.Join(Environment.NewLine, _errors)}");

    private async Task<(int Status, JsonElement Body)> ExchangeAsync(string target, string text)
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(text));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = content };
        request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonElement.Parse(body));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _emulator.DisposeAsync();
        _errors.Dispose();
        _buckets.Dispose();
    }

    private sealed class Errors : ConcurrentQueue<string>, ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider) { }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
            {
                Enqueue($"{formatter(state, exception)}{Environment.NewLine}{exception}");
            }
        }

        public void Dispose() { }
    }
}
