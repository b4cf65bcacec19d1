using System.Text;
using Microsoft.Extensions.Configuration;
using Workers.Hosting;

namespace DispatchWorker.Settings;

/// <summary>Which activity's tasks go to which processor, and how the callback API behaves.</summary>
internal sealed class DispatchSettings
{
    /// <summary>The fewest characters of a secret: 128 bits in hexadecimal.</summary>
    public const int ShortestSecret = 32;

    private readonly Dictionary<string, DispatchTarget> _targets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every activity.</summary>
    public IReadOnlyCollection<DispatchTarget> Targets => _targets.Values;

    /// <summary>The callback API.</summary>
    public required CallbackSettings Callbacks { get; init; }

    /// <summary>Finds an activity by name.</summary>
    public DispatchTarget? Find(string name) => _targets.GetValueOrDefault(name);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="WorkerConfigurationException">A setting is missing or wrong; the message tells all of them.</exception>
    public static DispatchSettings Read(IConfiguration configuration)
    {
        var problems = new List<string>();
        var settings = new DispatchSettings { Callbacks = ReadCallbacks(new SectionReader(configuration, ["Callbacks"], problems)) };

        // A shell cannot export a dash, so that pay_claim in a variable is pay-claim.
        var sections = configuration.GetSection("Dispatch").GetChildren().Select(child => child.Key);
        foreach (var name in sections.Select(key => key.Replace('_', '-')).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var paths = new[] { $"Dispatch:{name.Replace('-', '_')}", $"Dispatch:{name}" };
            settings._targets.Add(name, ReadTarget(name, new SectionReader(configuration, paths, problems)));
        }

        if (settings._targets.Count == 0)
        {
            problems.Add(
                "The dispatcher has no activity: set Dispatch:<name>:ActivityArn and where its tasks go, in appsettings.json or as the "
                    + "environment variables Dispatch__<name>__ActivityArn and so on."
            );
        }

        return problems.Count == 0 ? settings : throw new WorkerConfigurationException(string.Join(Environment.NewLine, problems));
    }

    private static CallbackSettings ReadCallbacks(SectionReader section)
    {
        var defaults = new CallbackSettings();
        var url = section.Text("Url") ?? defaults.Url;
        section.Url("Url", url);
        var publicUrl = section.Text("PublicUrl") ?? url;
        section.Url("PublicUrl", publicUrl);
        return new CallbackSettings
        {
            Url = url,
            PublicUrl = publicUrl.TrimEnd('/'),
            SignatureWindow = section.Seconds("SignatureWindowSeconds", defaults.SignatureWindow, 5, 3600),
            RequestsPerSecond = section.Number("RequestsPerSecond", defaults.RequestsPerSecond, 1, 100_000),
            RequestsPerSecondPerId = section.Number("RequestsPerSecondPerId", defaults.RequestsPerSecondPerId, 1, 100_000),
            Retention = section.Seconds("RetentionSeconds", defaults.Retention, 60, 31_536_000),
            Rescan = section.Seconds("RescanSeconds", defaults.Rescan, 1, 3600),
        };
    }

    private static DispatchTarget ReadTarget(string name, SectionReader section)
    {
        var (kind, address) = ReadProcessor(section);
        var target = new DispatchTarget
        {
            Name = name,
            ActivityArn = section.Required("ActivityArn", "give the ARN of the activity whose tasks are handed over"),
            WorkerName = section.Text("WorkerName") ?? Cut(Environment.MachineName, 80),
            Kind = kind,
            Address = address,
            Secrets = ReadSecrets(section),
            PollAttempts = section.Number("PollAttempts", 3, 1, 20),
            PollPause = section.Seconds("PollPauseSeconds", TimeSpan.FromSeconds(1), 0, 60),
            Sweep = section.Seconds("SweepSeconds", TimeSpan.FromMinutes(5), 5, 86_400),
            Heartbeat = section.Seconds("HeartbeatSeconds", TimeSpan.Zero, 3, 99_999_999),
            ProcessorHeartbeat = section.Seconds("ProcessorHeartbeatSeconds", TimeSpan.Zero, 3, 99_999_999),
            Deadline = section.Seconds("DeadlineSeconds", TimeSpan.FromHours(1), 5, 31_536_000),
            HandoverTimeout = section.Seconds("HandoverTimeoutSeconds", TimeSpan.FromSeconds(10), 1, 300),
        };
        return target;
    }

    private static (ProcessorKind Kind, string Address) ReadProcessor(SectionReader section)
    {
        var given = new (ProcessorKind Kind, string Name)[]
        {
            (ProcessorKind.Webhook, "WebhookUrl"),
            (ProcessorKind.StateMachine, "StateMachineArn"),
            (ProcessorKind.Queue, "QueueUrl"),
        }
            .Where(choice => section.Text(choice.Name) is not null)
            .ToList();
        if (given.Count != 1)
        {
            section.Complain(
                "WebhookUrl",
                section.Text("WebhookUrl"),
                "or StateMachineArn or QueueUrl beside it must be set, exactly one of them: where the activity's tasks are handed to"
            );
            return (ProcessorKind.Webhook, "");
        }

        var (kind, setting) = given[0];
        var address = section.Text(setting)!;
        if (
            kind is not ProcessorKind.StateMachine
            && section.Url(setting, address) is { Scheme: "http", IsLoopback: false }
            && kind is ProcessorKind.Webhook
            && section.Text("AllowPlainHttp") is not "true"
        )
        {
            section.Complain(
                setting,
                address,
                "must be an https URL, because jobs go there; for http within a private network set AllowPlainHttp to true beside it"
            );
        }

        return (kind, address);
    }

    private static List<byte[]> ReadSecrets(SectionReader section)
    {
        var text = section.Text("Secret");
        var name = "Secret";
        if (section.Text("SecretFile") is { } file)
        {
            name = "SecretFile";
            try
            {
                text = File.ReadAllText(file);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                section.Complain(name, file, $"cannot be read: {exception.Message.TrimEnd('.')}");
                return [];
            }
        }

        var secrets = (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (secrets.Length == 0 || Array.Exists(secrets, secret => secret.Length < ShortestSecret))
        {
            // The value is a secret and is not told.
            section.Complain(
                name,
                secrets.Length == 0 ? null : "(hidden)",
                $"must hold a secret of at least {ShortestSecret} characters, or several of them, one on each line: the first signs, all verify"
            );
        }

        return [.. secrets.Select(Encoding.UTF8.GetBytes)];
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}
