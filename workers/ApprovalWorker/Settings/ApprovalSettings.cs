using System.Net;
using System.Security.Cryptography;
using ApprovalWorker.Approvers;
using Microsoft.Extensions.Configuration;
using Workers.Hosting;

namespace ApprovalWorker.Settings;

/// <summary>Every setting of the approvals, read and checked once.</summary>
internal sealed class ApprovalSettings : ISettingsCheck
{
    private const int MinKeyBytes = 32;

    // The worker fails an expired task by name a little before the state's own timeout would.
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(5);

    private readonly List<string> _problems = [];
    private readonly IConfiguration _configuration;

    public ApprovalSettings(IConfiguration configuration)
    {
        _configuration = configuration;
        Bind("Approvals", Approvals, static (from, to) => from.Bind(to));
        Bind("Inbox", Inbox, static (from, to) => from.Bind(to));
        Bind("Identity", Identity, static (from, to) => from.Bind(to));
        Bind("Notifications", Notifications, static (from, to) => from.Bind(to));
        Approvals.Approvers = ReadApprovers(configuration.GetSection("Approvals:Approvers"));
        Approvers = new ApproverList(Approvals.Approvers);
        CheckApprovals();
        CheckInbox();
        CheckIdentity();
        CheckNotifications();
    }

    public ApprovalOptions Approvals { get; } = new();

    public InboxOptions Inbox { get; } = new();

    public IdentityOptions Identity { get; } = new();

    public NotificationOptions Notifications { get; } = new();

    /// <summary>Who may decide.</summary>
    public ApproverList Approvers { get; }

    /// <summary>
    /// Whether links decide. Nobody knows who holds one, so that where it matters who decides they have to be wanted expressly.
    /// </summary>
    public bool HasLinks => Notifications.Links ?? (Approvers.IsOpen && Approvals.RequesterMayDecide);

    /// <summary>The key from which those of links and forms are derived.</summary>
    public byte[] SigningKey { get; private set; } = [];

    /// <summary>The key with which webhooks are signed.</summary>
    public byte[] WebhookKey { get; private set; } = [];

    public TimeSpan Expiry => TimeSpan.FromSeconds(Approvals.ExpirySeconds);

    public TimeSpan Retention => TimeSpan.FromDays(Approvals.RetentionDays);

    public TimeSpan? Reminder => Approvals.ReminderSeconds == 0 ? null : TimeSpan.FromSeconds(Approvals.ReminderSeconds);

    /// <summary>When the worker itself calls a request expired, given the state's TimeoutSeconds.</summary>
    public static TimeSpan WorkerExpiry(TimeSpan expiry) => expiry - (expiry / 10 < LongestMargin ? expiry / 10 : LongestMargin);

    /// <exception cref="WorkerConfigurationException">Something is wrong.</exception>
    public void ThrowIfWrong()
    {
        if (_problems.Count > 0)
        {
            throw new WorkerConfigurationException(string.Join(Environment.NewLine, _problems));
        }
    }

    private void CheckApprovals()
    {
        Range("Approvals:ExpirySeconds", Approvals.ExpirySeconds, 1, 99_999_999);
        Range("Approvals:ReminderSeconds", Approvals.ReminderSeconds, 0, 99_999_999);
        Range("Approvals:MaxReminders", Approvals.MaxReminders, 1, 100);
        Range("Approvals:RetentionDays", Approvals.RetentionDays, 1, 3650);
        foreach (var entry in Approvals.Approvers.Where(entry => !ApproverList.IsEntry(entry)))
        {
            _problems.Add(
                $"Approvals:Approvers has '{entry}': each entry must be an e-mail address, sub: and a subject, or group: and a group. Set them in appsettings.json, or with commas as the environment variable Approvals__Approvers."
            );
        }
    }

    private void CheckInbox()
    {
        if (!IsHttp(Inbox.Url))
        {
            Problem("Inbox:Url", "must be an http:// address to listen on, for example http://127.0.0.1:8080");
        }

        if (Inbox.PublicUrl is { } url && !IsHttp(url))
        {
            Problem("Inbox:PublicUrl", "must be the absolute http:// or https:// address by which people reach the inbox");
        }

        if (Inbox.SigningKey is { Length: > 0 })
        {
            SigningKey = Key("Inbox:SigningKey", Inbox.SigningKey);
        }
        else if (Identity.Mode is IdentityMode.LoadBalancer)
        {
            Problem("Inbox:SigningKey", "must be at least 32 random bytes in Base64 (openssl rand -base64 32), the same for all workers");
        }
        else
        {
            SigningKey = RandomNumberGenerator.GetBytes(MinKeyBytes);
        }
    }

    private void CheckIdentity()
    {
        if (string.IsNullOrWhiteSpace(Identity.GroupsClaim))
        {
            Problem("Identity:GroupsClaim", "must name the claim that holds a person's groups");
        }

        switch (Identity.Mode)
        {
            case IdentityMode.LoadBalancer:
                if (Identity.SignerArn is not { Length: > 0 })
                {
                    Problem("Identity:SignerArn", "must be the ARN of the load balancer that signs people in");
                }

                if (Identity.PublicKeyUrl is null || !IsHttp(Identity.PublicKeyUrl))
                {
                    Problem("Identity:PublicKeyUrl", "must be like https://public-keys.auth.elb.eu-central-1.amazonaws.com");
                }

                break;
            case IdentityMode.Development:
                if (string.IsNullOrWhiteSpace(Identity.DevelopmentUser))
                {
                    Problem("Identity:DevelopmentUser", "must name the person to whom every decision is attributed");
                }

                if (IsHttp(Inbox.Url) && !IsLoopback(new Uri(Inbox.Url)) && !Identity.DevelopmentBeyondLoopback)
                {
                    Problem(
                        "Inbox:Url",
                        "must be a loopback address while Identity:Mode is Development, because nobody is asked who they are; in a container whose port is published on the loopback address alone, set Identity:DevelopmentBeyondLoopback to true"
                    );
                }

                break;
            default:
                Problem(
                    "Identity:Mode",
                    "must be LoadBalancer (behind an Application Load Balancer that signs people in), or Development on your own machine"
                );
                break;
        }
    }

    private void CheckNotifications()
    {
        if (
            Notifications.EventSource is not { Length: > 0 and <= 256 }
            || Notifications.EventSource.StartsWith("aws.", StringComparison.Ordinal)
        )
        {
            Problem("Notifications:EventSource", "must have 1 to 256 characters and not start with aws.");
        }

        if (Notifications.WebhookUrl is not { Length: > 0 } url)
        {
            return;
        }

        if (!IsHttp(url))
        {
            Problem("Notifications:WebhookUrl", "must be an absolute http:// or https:// address");
        }

        WebhookKey = Key("Notifications:WebhookKey", Notifications.WebhookKey ?? "");
    }

    private byte[] Key(string path, string text)
    {
        var key = new byte[(text.Length + 3) / 4 * 3];
        if (!Convert.TryFromBase64String(text, key, out var length) || length < MinKeyBytes)
        {
            // The value is a secret, so it is not told.
            _problems.Add(
                $"{path} is missing, too short or not Base64: it must be at least 32 random bytes in Base64 (openssl rand -base64 32). Set it as the environment variable {Variable(path)}."
            );
            return [];
        }

        return key[..length];
    }

    private void Range(string path, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            Problem(path, $"must be between {least} and {most}");
        }
    }

    private void Problem(string path, string remedy)
    {
        var value = _configuration[path];
        _problems.Add(
            $"{path} is {(string.IsNullOrEmpty(value) ? "not set" : $"'{value}'")}: it {remedy}. Set it in appsettings.json or as the environment variable {Variable(path)}."
        );
    }

    private void Bind<T>(string section, T options, Action<IConfigurationSection, T> bind)
    {
        try
        {
            bind(_configuration.GetSection(section), options);
        }
        catch (InvalidOperationException exception)
        {
            // The binder names the setting and the value itself.
            _problems.Add($"Section {section} cannot be read: {exception.Message}");
        }
    }

    // An entry that is blank stays in, to be complained of: a variable that was not filled in must not open the inbox to everybody.
    private static List<string> ReadApprovers(IConfigurationSection section) =>
        [
            .. (section.Value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            .. section.GetChildren().Select(entry => (entry.Value ?? "").Trim()),
        ];

    private static string Variable(string path) => path.Replace(":", "__", StringComparison.Ordinal);

    private static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");

    private static bool IsLoopback(Uri uri) =>
        uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
