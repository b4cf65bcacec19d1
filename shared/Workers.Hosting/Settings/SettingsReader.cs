using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Workers.Hosting.Checkpoints;
using Workers.Hosting.Handlers;
using Workers.Hosting.Idempotency;
using Workers.Hosting.Payloads;
using Workers.Hosting.Stores;

namespace Workers.Hosting.Settings;

/// <summary>Reads options and collects everything that is wrong with them, to be told at once.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _problems = [];

    public ActivityOptions Activity(string name, Action<ActivityOptions>? configure)
    {
        var options = new ActivityOptions();
        var section = "Activities:" + name;
        Bind(section, options, static (from, to) => from.Bind(to));
        configure?.Invoke(options);
        Check(section, new ActivityOptionsValidator().Validate(null, options));
        return options;
    }

    public QueueOptions Queue(string name, Action<QueueOptions>? configure, string root = "Queues")
    {
        var options = new QueueOptions();
        var section = $"{root}:{name}";
        Bind(section, options, static (from, to) => from.Bind(to));
        configure?.Invoke(options);
        Check(section, new QueueOptionsValidator().Validate(null, options));
        if (string.IsNullOrEmpty(options.QueueUrl) && string.IsNullOrEmpty(options.QueueName))
        {
            _problems.Add(
                SettingPath.Describe(
                    section + ":QueueUrl",
                    null,
                    $"is required, unless {section}:QueueName names a queue of the worker's own account"
                )
            );
        }
        else if (!string.IsNullOrEmpty(options.QueueUrl) && !Uri.TryCreate(options.QueueUrl, UriKind.Absolute, out _))
        {
            _problems.Add(
                SettingPath.Describe(
                    section + ":QueueUrl",
                    options.QueueUrl,
                    $"must be an absolute URL (for a name, use {section}:QueueName)"
                )
            );
        }

        return options;
    }

    public RunOnceOptions RunOnce(Action<RunOnceOptions>? configure)
    {
        var options = new RunOnceOptions();
        Bind("RunOnce", options, static (from, to) => from.Bind(to));
        configure?.Invoke(options);
        Check("RunOnce", new RunOnceOptionsValidator().Validate(null, options));
        return options;
    }

    public ShutdownOptions Shutdown()
    {
        var options = new ShutdownOptions();
        Bind("Shutdown", options, static (from, to) => from.Bind(to));
        Check("Shutdown", new ShutdownOptionsValidator().Validate(null, options));
        return options;
    }

    public TaskProtectionOptions TaskProtection()
    {
        var options = new TaskProtectionOptions();
        Bind("TaskProtection", options, static (from, to) => from.Bind(to));
        Check("TaskProtection", new TaskProtectionOptionsValidator().Validate(null, options));
        return options;
    }

    public ReportOptions Reports()
    {
        var options = new ReportOptions();
        Bind("Reports", options, static (from, to) => from.Bind(to));
        Check("Reports", new ReportOptionsValidator().Validate(null, options));
        return options;
    }

    public CoherenceOptions Coherence()
    {
        var options = new CoherenceOptions();
        Bind("Coherence", options, static (from, to) => from.Bind(to));
        return options;
    }

    public LifetimeOptions Lifetime()
    {
        var options = new LifetimeOptions();
        Bind("Lifetime", options, static (from, to) => from.Bind(to));
        return options;
    }

    public LogOptions Logging()
    {
        var options = new LogOptions();
        Bind("Logging", options, static (from, to) => from.Bind(to));
        return options;
    }

    public HealthOptions Health()
    {
        var options = new HealthOptions();
        Bind("Health", options, static (from, to) => from.Bind(to));
        Check("Health", new HealthOptionsValidator().Validate(null, options));
        return options;
    }

    public StoreOptions? Store(IReadOnlyCollection<RecordStoreRegistration> registrations)
    {
        if (registrations.Count == 0)
        {
            return null;
        }

        var options = new StoreOptions();
        Bind("Store", options, static (from, to) => from.Bind(to));
        foreach (var registration in registrations)
        {
            registration.Configure?.Invoke(options);
        }

        Check("Store", new StoreOptionsValidator().Validate(null, options));
        if (options.Kind is StoreKind.Sqlite && string.IsNullOrEmpty(options.Path))
        {
            _problems.Add(SettingPath.Describe("Store:Path", null, "is required for Store:Kind Sqlite: give the database's file"));
        }

        if (options.Kind is not (null or StoreKind.Sqlite or StoreKind.DynamoDb))
        {
            _problems.Add(SettingPath.Describe("Store:Kind", options.Kind.ToString(), "must be Sqlite or DynamoDb"));
        }

        if (options.Kind is StoreKind.DynamoDb && string.IsNullOrEmpty(options.Table))
        {
            _problems.Add(SettingPath.Describe("Store:Table", null, "is required for Store:Kind DynamoDb: give the table's name or ARN"));
        }

        return options;
    }

    public CheckpointOptions? Checkpoints(IReadOnlyCollection<CheckpointRegistration> registrations)
    {
        if (registrations.Count == 0)
        {
            return null;
        }

        var options = new CheckpointOptions();
        Bind("Checkpoints", options, static (from, to) => from.Bind(to));
        foreach (var registration in registrations)
        {
            registration.Configure?.Invoke(options);
        }

        Check("Checkpoints", new CheckpointOptionsValidator().Validate(null, options));
        return options;
    }

    public IdempotencyOptions? Idempotency(IReadOnlyCollection<IdempotencyRegistration> registrations)
    {
        if (registrations.Count == 0)
        {
            return null;
        }

        var options = new IdempotencyOptions();
        Bind("Idempotency", options, static (from, to) => from.Bind(to));
        foreach (var registration in registrations)
        {
            registration.Configure?.Invoke(options);
        }

        Check("Idempotency", new IdempotencyOptionsValidator().Validate(null, options));
        return options;
    }

    public PayloadOptions? Payloads(IReadOnlyCollection<PayloadRegistration> registrations)
    {
        if (registrations.Count == 0)
        {
            return null;
        }

        var options = new PayloadOptions();
        Bind("Payloads", options, static (from, to) => from.Bind(to));
        foreach (var registration in registrations)
        {
            registration.Configure?.Invoke(options);
        }

        Check("Payloads", new PayloadOptionsValidator().Validate(null, options));
        if (registrations.Any(registration => registration.HasOwnStore))
        {
            // The program brings its own store: where it keeps payloads is its business.
            options.Kind = null;
        }
        else
        {
            _problems.AddRange(
                PayloadCheck.Problems(options).Select(problem => SettingPath.Describe(problem.Path, problem.Value, problem.Problem))
            );
        }

        return options;
    }

    /// <summary>A source asks for what it cannot have.</summary>
    public void Refuse(string path, string value, string problem) => _problems.Add(SettingPath.Describe(path, value, problem));

    public HandlerOptions Handler(string section)
    {
        var options = new HandlerOptions();
        Bind(section, options, static (from, to) => from.Bind(to));
        Check(section, new HandlerOptionsValidator().Validate(null, options));
        foreach (var (setting, value, problem) in HandlerCheck.Problems(options))
        {
            _problems.Add(SettingPath.Describe($"{section}:{setting}", value, problem));
        }

        return options;
    }

    /// <exception cref="WorkerConfigurationException">Something is wrong.</exception>
    public void ThrowIfWrong()
    {
        if (_problems.Count > 0)
        {
            throw new WorkerConfigurationException(string.Join(Environment.NewLine, _problems));
        }
    }

    private void Bind<T>(string section, T options, Action<IConfigurationSection, T> bind)
    {
        try
        {
            bind(configuration.GetSection(section), options);
        }
        catch (InvalidOperationException exception)
        {
            // "Failed to convert configuration value 'x' at 'Activities:appraise-claim:Slots' to type 'System.Int32'."
            var parts = exception.Message.Split('\'');
            var path = Array.Find(parts, part => part.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase)) ?? section;
            _problems.Add(
                SettingPath.Describe(
                    path,
                    configuration[path],
                    $"cannot be read: {exception.InnerException?.Message ?? exception.Message}".TrimEnd('.')
                )
            );
        }
    }

    private void Check(string section, ValidateOptionsResult result)
    {
        foreach (var failure in result.Failures ?? [])
        {
            // "Member: message", as the generated validators write it.
            var colon = failure.IndexOf(": ", StringComparison.Ordinal);
            var path = $"{section}:{failure[..colon]}";
            var message = failure[(colon + 2)..].TrimEnd('.');

            // "The field ActivityOptions.Slots must be between …": the setting is named already.
            var must = message.IndexOf("must ", StringComparison.Ordinal);
            _problems.Add(SettingPath.Describe(path, configuration[path], must > 0 ? message[must..] : message));
        }
    }
}

[OptionsValidator]
internal sealed partial class ActivityOptionsValidator : IValidateOptions<ActivityOptions>;

[OptionsValidator]
internal sealed partial class QueueOptionsValidator : IValidateOptions<QueueOptions>;

[OptionsValidator]
internal sealed partial class StoreOptionsValidator : IValidateOptions<StoreOptions>;

[OptionsValidator]
internal sealed partial class CheckpointOptionsValidator : IValidateOptions<CheckpointOptions>;

[OptionsValidator]
internal sealed partial class IdempotencyOptionsValidator : IValidateOptions<IdempotencyOptions>;

[OptionsValidator]
internal sealed partial class PayloadOptionsValidator : IValidateOptions<PayloadOptions>;

[OptionsValidator]
internal sealed partial class HandlerOptionsValidator : IValidateOptions<HandlerOptions>;

[OptionsValidator]
internal sealed partial class ReportOptionsValidator : IValidateOptions<ReportOptions>;

[OptionsValidator]
internal sealed partial class RunOnceOptionsValidator : IValidateOptions<RunOnceOptions>;

[OptionsValidator]
internal sealed partial class ShutdownOptionsValidator : IValidateOptions<ShutdownOptions>;

[OptionsValidator]
internal sealed partial class TaskProtectionOptionsValidator : IValidateOptions<TaskProtectionOptions>;

[OptionsValidator]
internal sealed partial class HealthOptionsValidator : IValidateOptions<HealthOptions>;
