using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;

namespace Workers.Hosting.Ecs;

/// <summary>What carries requests to the agent.</summary>
internal sealed record EcsTransport(HttpMessageHandler Handler);

/// <summary>The endpoint of the ECS agent that every container of a task is given.</summary>
internal sealed class EcsAgent(string agentUri, EcsTransport transport, TimeProvider time) : IDisposable
{
    // The agent itself waits some seconds for ECS. Nothing waits for the answer, but a request that hangs would hold up the next one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // The agent's answers have some hundred bytes.
    private const int LongestAnswer = 64 * 1024;

    private readonly Uri _address = new(agentUri.TrimEnd('/') + "/task-protection/v1/state");

    private readonly HttpClient _http = new(transport.Handler)
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = LongestAnswer,
    };

    /// <summary>Switches the task's protection on, for some minutes, or off. Never throws.</summary>
    public async Task<AgentAnswer> SetProtectionAsync(int? minutes, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ProtectionRequest(minutes is not null, minutes),
            EcsJson.Default.ProtectionRequest
        );
        using var patience = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
            using var response = await _http.PutAsync(_address, content, end.Token);
            return Read(await response.Content.ReadAsByteArrayAsync(end.Token), (int)response.StatusCode, minutes is not null);
        }
        catch (OperationCanceledException)
        {
            return new AgentAnswer(AgentResult.Unknown, $"no answer came within {Patience.TotalSeconds} s");
        }
        catch (HttpRequestException exception)
        {
            return new AgentAnswer(AgentResult.Unknown, exception.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private static AgentAnswer Read(byte[] body, int status, bool wanted)
    {
        ProtectionResponse? answer = null;
        try
        {
            answer = JsonSerializer.Deserialize(body, EcsJson.Default.ProtectionResponse);
        }
        catch (JsonException)
        {
            // The status is told instead.
        }

        return answer switch
        {
            { Failure: { } failure } => new AgentAnswer(AgentResult.Refused, $"{failure.Reason} {failure.Detail}".Trim()),
            { Error: { } error } => new AgentAnswer(
                status is >= 400 and < 500 ? AgentResult.Refused : AgentResult.Unknown,
                $"{error.Code} {error.Message}".Trim()
            ),
            { Protection.ProtectionEnabled: { } enabled } when enabled == wanted && status is 200 => new AgentAnswer(AgentResult.Done, ""),
            _ => new AgentAnswer(AgentResult.Unknown, $"the agent answered with status {status} and nothing that tells of the protection"),
        };
    }
}
