using System.Net;
using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OpenTelemetry.Resources;

namespace Workers.Hosting.Ecs;

/// <summary>
/// The task and the container as resource attributes of all telemetry, by OpenTelemetry's names. Read once, from the metadata endpoint of version
/// 4; what the endpoint does not tell is left out.
/// </summary>
internal sealed class EcsResource(string metadataUri, TimeProvider time) : IResourceDetector
{
    // The first logger waits for it, and so does the start.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const int LongestAnswer = 1024 * 1024;

    private readonly Lock _gate = new();
    private Resource? _resource;

    /// <summary>Why there are no attributes, or not all of them; <see langword="null"/> when there are, or when nobody has asked.</summary>
    public string? Problem { get; private set; }

    // The SDK asks for each of its three providers, and does so while the first logger is made: nothing can be logged from here.
    public Resource Detect()
    {
        lock (_gate)
        {
            return _resource ??= new Resource(Read());
        }
    }

    private List<KeyValuePair<string, object>> Read()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestAnswer,
        };
        using var patience = new CancellationTokenSource(Patience, time);
        var container = Get(http, "", EcsJson.Default.ContainerMetadata, patience.Token);
        var task = Get(http, "/task", EcsJson.Default.TaskMetadata, patience.Token);
        return container is null && task is null ? [] : EcsAttributes.Of(task, container);
    }

    private T? Get<T>(HttpClient http, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, metadataUri.TrimEnd('/') + path);
            request.Headers.Accept.ParseAdd(MediaTypeNames.Application.Json);
            using var response = http.Send(request, cancellationToken);
            if (response.StatusCode is not HttpStatusCode.OK)
            {
                Problem ??= $"it answered with status {(int)response.StatusCode}";
                return null;
            }

            using var body = response.Content.ReadAsStream(cancellationToken);
            return JsonSerializer.Deserialize(body, type);
        }
        catch (OperationCanceledException)
        {
            Problem ??= $"no answer came within {Patience.TotalSeconds} s";
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or IOException or InvalidOperationException)
        {
            Problem ??= exception.Message.TrimEnd('.');
        }

        return null;
    }
}
