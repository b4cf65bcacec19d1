using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ApprovalWorker.Tests.Support;

/// <summary>An inbox behind a load balancer whose key is the test's own.</summary>
internal sealed class SignedInbox : IAsyncDisposable
{
    public const string Signer = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/inbox/1";
    public const string KeyId = "11111111-2222-3333-4444-555555555555";

    private readonly ECDsa _key;

    private SignedInbox(ECDsa key, KeyServer keys, ApprovalHost host, (string Key, string Value)[] settings)
    {
        _key = key;
        Keys = keys;
        Host = host;
        Settings = settings;
    }

    public ApprovalHost Host { get; }

    public KeyServer Keys { get; }

    /// <summary>What another worker of the same inbox is started with.</summary>
    public (string Key, string Value)[] Settings { get; }

    public static Task<SignedInbox> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(ApprovalHost.StartAsync, settings);

    /// <summary>The same with the emulator's EventBridge.</summary>
    public static Task<SignedInbox> StartWithEventBridgeAsync(params (string Key, string Value)[] settings) =>
        StartAsync(ApprovalHost.StartWithEventBridgeAsync, settings);

    private static async Task<SignedInbox> StartAsync(
        Func<(string Key, string Value)[], Task<ApprovalHost>> start,
        (string Key, string Value)[] settings
    )
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keys = await KeyServer.StartAsync(KeyId, key.ExportSubjectPublicKeyInfoPem());
        (string Key, string Value)[] all =
        [
            ("Identity:Mode", "LoadBalancer"),
            ("Identity:SignerArn", Signer),
            ("Identity:PublicKeyUrl", keys.Url),
            ("Inbox:SigningKey", Convert.ToBase64String(new byte[32])),
            .. settings,
        ];
        return new SignedInbox(key, keys, await start(all), all);
    }

    /// <summary>What the load balancer says of somebody.</summary>
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

    /// <summary>A browser for which the load balancer says so; without, nobody is signed in.</summary>
    public InboxClient Browser(string? token = null) => new(Host.Url, token);

    /// <summary>A browser of somebody who is signed in with these claims.</summary>
    public InboxClient BrowserOf(string claims) => Browser(Token(claims: claims + ","));

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Keys.DisposeAsync();
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
