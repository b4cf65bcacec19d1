using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Workers.Emulator.Tests.Protocol;

/// <summary>An emulator on a clock of its own, and a client that speaks to it in memory.</summary>
internal sealed class EmulatorFixture : IAsyncDisposable
{
    private readonly HttpClient _client;

    public EmulatorFixture()
    {
        Emulator = new AwsEmulator(new EmulatorOptions { TimeProvider = Clock });
        _client = new HttpClient(Emulator.CreateHandler()) { BaseAddress = new Uri("http://emulator.test:4566") };
    }

    public ManualClock Clock { get; } = new();

    public AwsEmulator Emulator { get; }

    public static HttpRequestMessage Request(string? target, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        if (target is not null)
        {
            request.Headers.Add("X-Amz-Target", target);
        }

        return request;
    }

    public Task<HttpResponseMessage> PostAsync(string? target, string body) =>
        _client.SendAsync(Request(target, body), TestContext.Current.CancellationToken);

    /// <summary>Calls an operation and goes away when told.</summary>
    public Task<HttpResponseMessage> PostUntilAsync(string target, object input, CancellationToken gone) =>
        _client.SendAsync(Request(target, JsonSerializer.Serialize(input)), gone);

    /// <summary>Calls an operation that must succeed.</summary>
    public async Task<JsonElement> CallAsync(string target, object input)
    {
        using var response = await PostAsync(target, JsonSerializer.Serialize(input));
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Calls an operation that must fail.</summary>
    /// <returns>The code that most clients show, and the message.</returns>
    public async Task<(string Code, string Message)> FailAsync(string target, object input)
    {
        using var response = await PostAsync(target, JsonSerializer.Serialize(input));
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.False(response.IsSuccessStatusCode, $"{target} was expected to fail");
        var code = response.Headers.TryGetValues("x-amzn-query-error", out var values)
            ? values.Single().Split(';')[0]
            : body.GetProperty("__type").GetString()!;
        return (code, body.TryGetProperty("message", out var message) ? message.GetString()! : "");
    }

    public async Task<JsonElement> StatisticsAsync()
    {
        using var stream = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(stream))
        {
            Emulator.WriteStatistics(writer);
        }

        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Emulator.DisposeAsync();
    }
}
