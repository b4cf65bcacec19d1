using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;

namespace Workers.Aws.Tests.Support;

/// <summary>Takes the clients' requests, keeps them, and answers as told.</summary>
internal sealed class FakeAws : HttpMessageHandler
{
    private readonly Queue<Func<SentRequest, CancellationToken, Task<HttpResponseMessage>>> _answers = new();

    public List<SentRequest> Requests { get; } = [];

    public SentRequest Last => Requests[^1];

    public FakeAws Answers(string body, HttpStatusCode status = HttpStatusCode.OK, params (string Name, string Value)[] headers)
    {
        _answers.Enqueue((_, _) => Task.FromResult(Response(body, status, headers)));
        return this;
    }

    public FakeAws Answers(Func<SentRequest, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    public FakeAws Fails(Exception error) => Answers((_, _) => Task.FromException<HttpResponseMessage>(error));

    /// <summary>Takes the request and never answers.</summary>
    public FakeAws Hangs() =>
        Answers(
            async (_, cancellationToken) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                throw new InvalidOperationException("unreachable");
            }
        );

    public FakeAws Throttles() => Answers("""{"__type":"ThrottlingException","message":"Rate exceeded"}""", HttpStatusCode.BadRequest);

    public static HttpResponseMessage Response(string body, HttpStatusCode status, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        foreach (var (name, value) in headers)
        {
            Assert.True(response.Headers.TryAddWithoutValidation(name, value));
        }

        return response;
    }

    public AwsClientOptions Options(TimeProvider? time = null) =>
        new()
        {
            Region = "us-east-1",
            ServiceUrl = "http://aws.test:4566",
            Credentials = new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
            HttpMessageHandler = this,
            TimeProvider = time ?? TimeProvider.System,
            TransientRetryDelay = TimeSpan.Zero,
            ThrottledRetryDelay = TimeSpan.Zero,
        };

    public AwsClients Clients(TimeProvider? time = null) => AwsClients.Create(Options(time));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in request.Headers.NonValidated)
        {
            headers[header.Key] = header.Value.ToString();
        }

        foreach (var header in request.Content.Headers.NonValidated)
        {
            headers[header.Key] = header.Value.ToString();
        }

        var sent = new SentRequest(request.Method, request.RequestUri!, headers, body, request.VersionPolicy);
        Func<SentRequest, CancellationToken, Task<HttpResponseMessage>> answer;
        lock (Requests)
        {
            Requests.Add(sent);
            answer = _answers.Count > 0 ? _answers.Dequeue() : (_, _) => Task.FromResult(Response("{}", HttpStatusCode.OK));
        }

        return await answer(sent, cancellationToken);
    }
}

/// <summary>A request as it left the client.</summary>
internal sealed record SentRequest(
    HttpMethod Method,
    Uri Uri,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body,
    HttpVersionPolicy VersionPolicy
)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
