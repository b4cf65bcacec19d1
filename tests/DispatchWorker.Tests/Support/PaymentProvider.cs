using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DispatchWorker.Tests.Support;

/// <summary>A payment as the provider was asked for it.</summary>
internal sealed record Payment(string Id, JsonElement Dispatch, JsonElement Input);

/// <summary>
/// An outside payment provider: takes signed webhooks and answers over the callback API. It knows of the dispatcher what its documentation
/// says, and shares no code with it.
/// </summary>
internal sealed class PaymentProvider(TimeProvider time) : HttpMessageHandler
{
    /// <summary>What it and the dispatcher sign with.</summary>
    public const string Secret = "c2f0b7a9d4e14f6f8a3b5c7d9e1f2a4b";

    private readonly ConcurrentDictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <summary>Every webhook that came, repeated ones included.</summary>
    public ConcurrentQueue<Payment> Received { get; } = new();

    /// <summary>What it does with a payment it has not seen, after it has answered the webhook.</summary>
    public Func<Payment, Task> Work { get; set; } = _ => Task.CompletedTask;

    /// <summary>What it does with a payment it has seen before.</summary>
    public Func<Payment, Task> WorkAgain { get; set; } = _ => Task.CompletedTask;

    /// <summary>How it answers webhooks.</summary>
    public Func<int, Task<HttpStatusCode>> Answer { get; set; } = _ => Task.FromResult(HttpStatusCode.Accepted);

    /// <summary>How many seconds a webhook's time stamp may be off.</summary>
    public int Tolerance { get; set; }

    /// <summary>Where its callbacks go.</summary>
    public Func<string, string, byte[], IReadOnlyDictionary<string, string>, Task<(int Status, JsonElement Body)>>? Callbacks { get; set; }

    /// <summary>How many payments were asked for, repeated hand-overs not counted.</summary>
    public int Distinct => _seen.Count;

    /// <summary>Makes a signed callback.</summary>
    public Task<(int Status, JsonElement Body)> CallAsync(string id, string verb, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return Callbacks!(id, verb, bytes, Sign(id, verb, bytes, time.GetUtcNow().ToUnixTimeSeconds()));
    }

    /// <summary>The headers of a signed callback.</summary>
    public static Dictionary<string, string> Sign(string id, string purpose, byte[] body, long timestamp, string secret = Secret)
    {
        var text = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{timestamp}.{purpose}.{id}."));
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text.Concat(body).ToArray());
        return new Dictionary<string, string>
        {
            ["X-Dispatch-Timestamp"] = timestamp.ToString(CultureInfo.InvariantCulture),
            ["X-Dispatch-Signature"] = "v1=" + Convert.ToHexStringLower(signature),
        };
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var id = Assert.Single(request.Headers.GetValues("X-Dispatch-Id"));
        var timestamp = long.Parse(Assert.Single(request.Headers.GetValues("X-Dispatch-Timestamp")), CultureInfo.InvariantCulture);
        Assert.Equal(
            Sign(id, "handover", body, timestamp)["X-Dispatch-Signature"],
            Assert.Single(request.Headers.GetValues("X-Dispatch-Signature"))
        );
        Assert.InRange(timestamp - time.GetUtcNow().ToUnixTimeSeconds(), -Tolerance, Tolerance);

        var root = JsonDocument.Parse(body).RootElement;
        var payment = new Payment(id, root.GetProperty("dispatch"), root.GetProperty("input"));
        Received.Enqueue(payment);
        var status = await Answer(Received.Count).WaitAsync(cancellationToken);
        if ((int)status < 300)
        {
            var times = _seen.AddOrUpdate(id, 1, (_, count) => count + 1);
            _ = Task.Run(() => times == 1 ? Work(payment) : WorkAgain(payment), CancellationToken.None);
        }

        return new HttpResponseMessage(status);
    }
}
