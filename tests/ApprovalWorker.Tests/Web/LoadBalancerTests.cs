using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ApprovalWorker.Requests;
using ApprovalWorker.Tests.Support;

namespace ApprovalWorker.Tests.Web;

/// <summary>Identities that a load balancer has signed, with a key of the test's own; and links for those who are not signed in.</summary>
public sealed class LoadBalancerTests
{
    private const string Header = "x-amzn-oidc-data";
    private const string Signer = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/inbox/1";
    private const string KeyId = "11111111-2222-3333-4444-555555555555";

    [Fact]
    public async Task The_name_that_the_load_balancer_signed_is_believed()
    {
        await using var inbox = await SignedInbox.StartAsync();

        using var answer = await inbox.GetAsync(inbox.Token());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("mary@example.com", await InboxClient.TextAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_else_is()
    {
        await using var inbox = await SignedInbox.StartAsync();
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var valid = inbox.Token();
        var parts = valid.Split('.');
        var otherClaims = Base64Url.EncodeToString(Encoding.UTF8.GetBytes("""{"email":"boss@example.com","exp":9999999999}"""));
        (string Case, string? Token)[] tokens =
        [
            ("none", null),
            ("no token", "mary@example.com"),
            ("changed claims", $"{parts[0]}.{otherClaims}.{parts[2]}"),
            ("no signature", $"{parts[0]}.{parts[1]}."),
            ("another key", inbox.Token(key: stranger)),
            ("another signer", inbox.Token(signer: Signer + "2")),
            ("another algorithm", inbox.Token(algorithm: "none")),
            ("unknown key id", inbox.Token(keyId: "99999999-2222-3333-4444-555555555555")),
            ("a path as key id", inbox.Token(keyId: "../" + KeyId)),
            ("expired", inbox.Token(expires: DateTimeOffset.UnixEpoch)),
            ("expires now", inbox.Token(expires: inbox.Host.Workflow.Clock.GetUtcNow())),
            ("names nobody", inbox.Token(claims: "")),
        ];

        foreach (var (name, token) in tokens)
        {
            using var answer = await inbox.GetAsync(token);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{name}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Neither_pages_nor_the_API_say_anything_to_somebody_unknown()
    {
        await using var inbox = await SignedInbox.StartAsync();
        var (_, request) = await inbox.Host.AskAsync();
        using var browser = new InboxClient(inbox.Host.Url);

        foreach (var path in (string[])["/", "/decided", $"/requests/{request.Id}", "/api/requests", $"/api/requests/{request.Id}"])
        {
            using var answer = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        using var decision = await browser.PostJsonAsync($"/api/requests/{request.Id}/approve", "{}");
        Assert.Equal(HttpStatusCode.Unauthorized, decision.StatusCode);
    }

    [Fact]
    public async Task A_link_is_opened_often_used_once_and_attributed_to_the_name_that_was_given()
    {
        await using var inbox = await SignedInbox.StartAsync();
        var (execution, _) = await inbox.Host.AskAsync();
        await inbox.Host.UntilAsync(() => inbox.Host.Bus.Entries.Count == 1);
        var link = new Uri((string)inbox.Host.Bus.Detail(0)["link"]!).AbsolutePath;
        using var browser = new InboxClient(inbox.Host.Url);

        using var unnamed = await browser.DecideAsync(link, "approve");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unnamed.StatusCode);
        Assert.Equal(RequestStatus.Pending, (await inbox.Host.RequestAsync(execution)).Status);

        using var used = await browser.DecideAsync(link, "approve", "fine", "John Doe");
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        var decision = (await inbox.Host.RequestAsync(execution)).Decision!;
        Assert.Equal(("John Doe (by link, not signed in)", "fine"), (decision.By, decision.Comment));
        using var again = await browser.GetAsync(link);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
    }

    [Fact]
    public async Task A_link_that_was_changed_or_has_expired_opens_nothing()
    {
        await using var inbox = await SignedInbox.StartAsync();
        await inbox.Host.AskAsync();
        await inbox.Host.UntilAsync(() => inbox.Host.Bus.Entries.Count == 1);
        var link = new Uri((string)inbox.Host.Bus.Detail(0)["link"]!).AbsolutePath;
        using var browser = new InboxClient(inbox.Host.Url);
        var parts = link.Split('.');
        var longer = $"{parts[0]}.{parts[1]}.9999999999.{parts[3]}";

        foreach (var changed in (string[])[longer, link[..^2], parts[0], "/links/x"])
        {
            using var answer = await browser.GetAsync(changed);
            Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        }

        await inbox.Host.SkipAsync(ApprovalHost.Expiry);
        using var expired = await browser.GetAsync(link);
        Assert.Equal(HttpStatusCode.Gone, expired.StatusCode);
    }

    private sealed class SignedInbox : IAsyncDisposable
    {
        private readonly ECDsa _key;
        private KeyServer? _keys;

        public required ApprovalHost Host { get; init; }

        public static async Task<SignedInbox> StartAsync()
        {
            var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var keys = await KeyServer.StartAsync(KeyId, key.ExportSubjectPublicKeyInfoPem());
            var host = await ApprovalHost.StartAsync(
                ("Identity:Mode", "LoadBalancer"),
                ("Identity:SignerArn", Signer),
                ("Identity:PublicKeyUrl", keys.Url),
                ("Inbox:SigningKey", Convert.ToBase64String(new byte[32]))
            );
            return new SignedInbox(key) { Host = host, _keys = keys };
        }

        private SignedInbox(ECDsa key) => _key = key;

        public string Token(
            ECDsa? key = null,
            string signer = Signer,
            string keyId = KeyId,
            string algorithm = "ES256",
            DateTimeOffset? expires = null,
            string claims = "\"email\":\"mary@example.com\","
        )
        {
            var exp = (expires ?? Host.Workflow.Clock.GetUtcNow().AddMinutes(2)).ToUnixTimeSeconds();
            var header = Part($$"""{"typ":"JWT","kid":"{{keyId}}","alg":"{{algorithm}}","signer":"{{signer}}","exp":{{exp}}}""");
            var payload = Part($$"""{{{claims}}"exp":{{exp}}}""");
            var signature = (key ?? _key).SignData(Encoding.ASCII.GetBytes($"{header}.{payload}"), HashAlgorithmName.SHA256);
            return $"{header}.{payload}.{Padded(signature)}";
        }

        public async Task<HttpResponseMessage> GetAsync(string? token)
        {
            using var browser = new InboxClient(Host.Url);
            return token is null ? await browser.GetAsync("/") : await browser.GetAsync("/", Header, token);
        }

        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            await _keys!.DisposeAsync();
            _key.Dispose();
        }

        // As the load balancer does it, with padding.
        private static string Part(string json) => Padded(Encoding.UTF8.GetBytes(json));

        private static string Padded(byte[] bytes)
        {
            var text = Base64Url.EncodeToString(bytes);
            return text.PadRight((text.Length + 3) / 4 * 4, '=');
        }
    }
}
