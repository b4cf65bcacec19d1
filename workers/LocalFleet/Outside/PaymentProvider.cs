using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LocalFleet.Failures;
using Microsoft.AspNetCore.Http;

namespace LocalFleet.Outside;

/// <summary>
/// A payment provider outside the fleet: takes signed webhooks, pays once for each id, and answers over the callback API. It knows of the
/// dispatcher what its documentation says, and shares no code with it. Now and then it is not there, or answers twice.
/// </summary>
internal sealed class PaymentProvider(string secret, ClosedAccounts closedAccounts, FailureLog failures, TimeProvider time) : IDisposable
{
    private const int RefusalInterval = 5;
    private const int RepetitionInterval = 7;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);
    private readonly ConcurrentDictionary<string, Payment> _payments = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly CancellationTokenSource _closing = new();
    private readonly EveryNth _refuses = new(RefusalInterval);
    private readonly EveryNth _repeats = new(RepetitionInterval);

    /// <summary>
    /// Where callbacks are sent if not to the host that the job names, as where a load balancer stands in between. Default: to that host.
    /// </summary>
    public Uri? CallbackHost { get; init; }

    /// <summary>How often each claim was paid.</summary>
    public IReadOnlyDictionary<string, int> PaymentsByClaim =>
        _payments.Values.Where(payment => !payment.IsDeclined).CountBy(payment => payment.ClaimId).ToDictionary(StringComparer.Ordinal);

    /// <summary>Answers a webhook.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var body = buffer.ToArray();
        string id = context.Request.Headers["X-Dispatch-Id"].ToString();
        string timestamp = context.Request.Headers["X-Dispatch-Timestamp"].ToString();
        if (
            !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Sign(timestamp, "handover", id, body)),
                Encoding.ASCII.GetBytes(context.Request.Headers["X-Dispatch-Signature"].ToString())
            )
        )
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (failures.IsOn && !_payments.ContainsKey(id) && _refuses.Next())
        {
            failures.Injected(FleetPattern.Push);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var document = JsonDocument.Parse(body);
        var callback = Reach(document.RootElement.GetProperty("dispatch").GetProperty("callbackUrl").GetString()!);
        var claimId = document.RootElement.GetProperty("input").GetProperty("claimId").GetString()!;
        var payment = _payments.GetOrAdd(id, _ => new Payment(claimId, closedAccounts.Contains(claimId)));
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        _ = AnswerAsync(id, callback, payment);
    }

    /// <summary>Tells how often each claim was paid.</summary>
    public Task TellAsync(HttpContext context) =>
        context.Response.WriteAsJsonAsync(
            PaymentsByClaim,
            FleetJson.Default.IReadOnlyDictionaryStringInt32,
            cancellationToken: context.RequestAborted
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        _http.Dispose();
    }

    private async Task AnswerAsync(string id, string callback, Payment payment)
    {
        try
        {
            // The webhook's answer goes first.
            await Task.Delay(Pause, time, _closing.Token);
            await CallAsync(id, callback, payment);
            if (failures.IsOn && _repeats.Next())
            {
                failures.Injected(FleetPattern.Push);
                await CallAsync(id, callback, payment);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    // Until it is taken: the dispatcher may be starting again just now.
    private async Task CallAsync(string id, string callback, Payment payment)
    {
        var verb = payment.IsDeclined ? "failure" : "success";
        var body = Encoding.UTF8.GetBytes(
            payment.IsDeclined
                ? $$"""{"error":"Payment.Declined","cause":"Claim {{payment.ClaimId}}: the account is closed."}"""
                : $$"""{"paymentId":"payment-{{payment.ClaimId}}"}"""
        );
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < Patience)
        {
            var now = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{callback}/{verb}") { Content = new ByteArrayContent(body) };
            request.Headers.Add("X-Dispatch-Timestamp", now);
            request.Headers.Add("X-Dispatch-Signature", Sign(now, verb, id, body));
            try
            {
                using var response = await _http.SendAsync(request, _closing.Token);
                if ((int)response.StatusCode is < 500 and not StatusCodes.Status429TooManyRequests)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Nobody listens; that is what the loop is for.
            }

            await Task.Delay(Pause, time, _closing.Token);
        }
    }

    private string Reach(string callback) =>
        CallbackHost is null ? callback : new Uri(CallbackHost, new Uri(callback).PathAndQuery).ToString();

    private string Sign(string timestamp, string purpose, string id, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{timestamp}.{purpose}.{id}."), .. body];
        return "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(_secret, signed));
    }

    private sealed record Payment(string ClaimId, bool IsDeclined);
}
