using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Chaos.Effects;

/// <summary>
/// What workers call to have an effect done, as a payment provider would be called: an effect is done once for each idempotency key, and who
/// asks again is told of it. The first call for every fiftieth key fails, with the input in the answer.
/// </summary>
internal sealed class EffectService(TimeProvider time)
{
    private const int FailureInterval = 50;

    private readonly ConcurrentDictionary<string, Done> _byKey = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _failed = new(StringComparer.Ordinal);
    private int _asked;
    private int _askedAgain;

    /// <summary>How often an effect was asked for that was done already.</summary>
    public int AskedAgain => _askedAgain;

    /// <summary>The numbers of the effects that were done, by the execution's name.</summary>
    public ILookup<string, string> NumbersById => _byKey.Values.ToLookup(done => done.Id, done => done.Number, StringComparer.Ordinal);

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) is not JsonObject order || key is "")
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (!_byKey.ContainsKey(key) && Interlocked.Increment(ref _asked) % FailureInterval == 0 && _failed.TryAdd(key, 0))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync($"Not now: {order.ToJsonString()}", context.RequestAborted);
            return;
        }

        var half = TimeSpan.FromMilliseconds((int)order["workMs"]! / 2.0);
        await Task.Delay(half, time, context.RequestAborted);
        var own = new Done((string)order["id"]!, Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture));
        var done = _byKey.GetOrAdd(key, own);
        if (done != own)
        {
            Interlocked.Increment(ref _askedAgain);
        }

        await Task.Delay(half, time, context.RequestAborted);
        var receipt = new JsonObject
        {
            ["id"] = order["id"]!.DeepClone(),
            ["total"] = order["amounts"]!.AsArray().Sum(amount => (int)amount!),
            ["number"] = done.Number,
            ["secret"] = order["secret"]!.DeepClone(),
        };
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(receipt.ToJsonString(), context.RequestAborted);
    }

    private sealed record Done(string Id, string Number);
}
