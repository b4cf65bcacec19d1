using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using ApprovalWorker.Requests;
using ApprovalWorker.Settings;

namespace ApprovalWorker.Notifications;

/// <summary>
/// Posts notifications to a URL, signed: <c>X-Approval-Timestamp</c> is the time in Unix seconds, and <c>X-Approval-Signature</c> is
/// <c>v1=</c> and the HMAC-SHA256 of <c>{timestamp}.{body}</c> in lower-case hexadecimal.
/// </summary>
internal sealed class WebhookSender(ApprovalSettings settings, NoticeContent content, WebhookClient client, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Posts one notification.</summary>
    /// <exception cref="HttpRequestException">It was not answered, or not with success.</exception>
    public async Task SendAsync(ApprovalRequest request, Notice notice, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(content.Write(request, notice));
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var message = new HttpRequestMessage(HttpMethod.Post, settings.Notifications.WebhookUrl);
        message.Content = new ByteArrayContent(body);
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.Add("X-Approval-Id", notice.Id);
        message.Headers.Add("X-Approval-Timestamp", timestamp);
        message.Headers.Add("X-Approval-Signature", "v1=" + Signature(settings.WebhookKey, timestamp, body));

        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var answer = await client.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The signature of a body sent at a time.</summary>
    public static string Signature(byte[] key, string timestamp, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        mac.AppendData(Encoding.ASCII.GetBytes(timestamp + "."));
        mac.AppendData(body);
        return Convert.ToHexStringLower(mac.GetHashAndReset());
    }
}

/// <summary>The connections over which webhooks are posted. A redirect is not followed: the receiver is the one that was configured.</summary>
internal sealed class WebhookClient : IDisposable
{
    public HttpClient Http { get; } =
        new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };

    public void Dispose() => Http.Dispose();
}
