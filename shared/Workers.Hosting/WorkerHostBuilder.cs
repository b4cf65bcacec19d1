using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Hosting.DeadLetters;
using Workers.Hosting.Handlers;
using Workers.Hosting.Health;
using Workers.Hosting.Jobs;
using Workers.Hosting.RunOnce;
using Workers.Hosting.Settings;
using Workers.Hosting.Telemetry;

namespace Workers.Hosting;

/// <summary>Builds a worker: add activities and queues, then <see cref="Build"/> and run it.</summary>
/// <remarks>
/// What the runtime uses can be replaced in <see cref="Services"/>: <see cref="TimeProvider"/>, <c>IStepFunctionsTasks</c>,
/// <c>ISqsConsumer</c>, <c>ISqsQueues</c>, or only the <see cref="HttpMessageHandler"/> below the AWS clients.
/// </remarks>
public sealed class WorkerHostBuilder
{
    private const string DeadLettersSection = "DeadLetters";

    private static readonly Dictionary<string, string> CommandLineSwitches = new()
    {
        ["--input"] = "RunOnce:InputFile",
        ["--result"] = "RunOnce:ResultFile",
    };

    private readonly HostApplicationBuilder _host;
    private readonly EnvironmentAliases _aliases;
    private readonly HealthVerb? _verb;
    private readonly WorkerConfigurationException? _unreadable;
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    internal WorkerHostBuilder(string[] args, IDictionary environment)
    {
        _verb = HealthVerb.Parse(args, out var rest);
        _aliases = new EnvironmentAliases(environment);
        var name = environment["DOTNET_ENVIRONMENT"] as string is { Length: > 0 } given ? given : Environments.Production;
        var configuration = new ConfigurationManager();
        try
        {
            configuration
                .SetBasePath(AppContext.BaseDirectory)
                .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
                .AddJsonFile($"appsettings.{name}.json", optional: true, reloadOnChange: false);
        }
        catch (InvalidDataException exception)
        {
            // Told when the worker runs: there it ends the program with a message instead of a stack trace.
            _unreadable = new WorkerConfigurationException($"{exception.Message} {exception.InnerException?.Message}".TrimEnd(), exception);
        }

        configuration.AddEnvironmentVariables();
        ((IConfigurationBuilder)configuration).Add(_aliases);
        configuration.AddCommandLine(rest, CommandLineSwitches);

        _host = Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings
            {
                Configuration = configuration,
                EnvironmentName = name,
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        ConsoleLogging.Add(_host.Logging, configuration);
        _host.ConfigureContainer(
            new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true })
        );
    }

    /// <summary>The services that handlers are built from.</summary>
    public IServiceCollection Services => _host.Services;

    /// <summary>The settings.</summary>
    public ConfigurationManager Configuration => _host.Configuration;

    /// <summary>Where logs go. Default: the console; JSON in a container, one readable line an event on a terminal.</summary>
    public ILoggingBuilder Logging => _host.Logging;

    /// <summary>The environment's name.</summary>
    public IHostEnvironment Environment => _host.Environment;

    /// <summary>Adds an activity whose tasks <typeparamref name="THandler"/> does. Its settings are in section <c>Activities:&lt;name&gt;</c>.</summary>
    /// <param name="name">Names the source in settings, logs, metrics and health, for example <c>appraise-claim</c>.</param>
    /// <param name="inputType">How the input is read, from a source-generated JSON context.</param>
    /// <param name="outputType">How the output is written.</param>
    /// <param name="configure">Changes the settings after they were read, before they are validated.</param>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public WorkerHostBuilder AddActivity<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler,
        TInput,
        TOutput
    >(string name, JsonTypeInfo<TInput> inputType, JsonTypeInfo<TOutput> outputType, Action<ActivityOptions>? configure = null)
        where THandler : class, IJobHandler<TInput, TOutput>
    {
        Claim(name, "Activities");
        Services.TryAddScoped<THandler>();
        Services.AddSingleton(new ActivityRegistration(name, new JobInvoker<THandler, TInput, TOutput>(inputType, outputType), configure));
        return this;
    }

    /// <summary>
    /// Adds a queue whose messages <typeparamref name="THandler"/> does. Its settings are in section <c>Queues:&lt;name&gt;</c>. A message that
    /// carries a task token is reported to Step Functions and then deleted; one without is deleted when the handler succeeded and otherwise
    /// left to the queue's redrive policy.
    /// </summary>
    /// <inheritdoc cref="AddActivity" path="/param|/exception"/>
    public WorkerHostBuilder AddQueue<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler,
        TInput,
        TOutput
    >(string name, JsonTypeInfo<TInput> inputType, JsonTypeInfo<TOutput> outputType, Action<QueueOptions>? configure = null)
        where THandler : class, IJobHandler<TInput, TOutput>
    {
        Claim(name, "Queues");
        Services.TryAddScoped<THandler>();
        Services.AddSingleton(new QueueRegistration(name, new JobInvoker<THandler, TInput, TOutput>(inputType, outputType), configure));
        return this;
    }

    /// <summary>
    /// Adds an activity whose tasks a ready-made handler does: a program or an HTTP service, as section
    /// <c>Activities:&lt;name&gt;:Handler</c> says (see <see cref="HandlerOptions"/>).
    /// </summary>
    /// <param name="name">Names the source in settings, logs, metrics and health.</param>
    /// <param name="configure">Changes the activity's settings after they were read, before they are validated.</param>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public WorkerHostBuilder AddActivity(string name, Action<ActivityOptions>? configure = null)
    {
        Claim(name, "Activities");
        Services.AddSingleton(new ActivityRegistration(name, new ConfiguredInvoker($"Activities:{name}"), configure));
        return this;
    }

    /// <summary>
    /// Adds a queue whose messages a ready-made handler does: a program or an HTTP service, as section <c>Queues:&lt;name&gt;:Handler</c> says
    /// (see <see cref="HandlerOptions"/>).
    /// </summary>
    /// <inheritdoc cref="AddActivity(string, Action{ActivityOptions})" path="/param|/exception"/>
    public WorkerHostBuilder AddQueue(string name, Action<QueueOptions>? configure = null)
    {
        Claim(name, "Queues");
        Services.AddSingleton(new QueueRegistration(name, new ConfiguredInvoker($"Queues:{name}"), configure));
        return this;
    }

    /// <summary>
    /// Adds an activity or a queue for each name in sections <c>Activities</c> and <c>Queues</c> that has a <c>Handler:Kind</c>: for images that
    /// do their work by settings alone. Sources that the program added before stay as they are; none at all is fine, too.
    /// </summary>
    public WorkerHostBuilder AddConfiguredSources()
    {
        foreach (var name in ConfiguredNames("Activities"))
        {
            AddActivity(name);
        }

        foreach (var name in ConfiguredNames("Queues"))
        {
            AddQueue(name);
        }

        return this;
    }

    /// <summary>
    /// Makes the worker do one job and end: its input comes from the environment (see <see cref="RunOnceVariables"/>), a file (<c>--input</c>) or the
    /// payload store; its result goes to Step Functions if there is a task token, and to a file (<c>--result</c>), the payload store or, failing
    /// all of them, standard output, which has nothing else on it. The exit code tells how it ended, see <see cref="WorkerExitCode"/>.
    /// </summary>
    /// <param name="name">Names the job in logs, metrics and spans, for example <c>post-to-ledger</c>.</param>
    /// <param name="inputType">How the input is read, from a source-generated JSON context.</param>
    /// <param name="outputType">How the output is written.</param>
    /// <param name="configure">Changes the settings of section <c>RunOnce</c> after they were read, before they are validated.</param>
    /// <exception cref="ArgumentException">The name is empty or taken, or there is a job already.</exception>
    public WorkerHostBuilder RunOnce<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler,
        TInput,
        TOutput
    >(string name, JsonTypeInfo<TInput> inputType, JsonTypeInfo<TOutput> outputType, Action<RunOnceOptions>? configure = null)
        where THandler : class, IJobHandler<TInput, TOutput>
    {
        Claim(name, nameof(RunOnce));
        if (Services.Any(service => service.ServiceType == typeof(RunOnceRegistration)))
        {
            throw new ArgumentException($"There is one job already; '{name}' would be a second one.", nameof(name));
        }

        Services.TryAddScoped<THandler>();
        Services.AddSingleton(new RunOnceRegistration(name, new JobInvoker<THandler, TInput, TOutput>(inputType, outputType), configure));
        return this;
    }

    /// <summary>
    /// Adds a dead-letter queue whose messages are not worked on: the task that each message's token belongs to is failed as
    /// <see cref="WorkerErrors.DeadLettered"/>, so that no execution waits for a job that nobody will do, and the message is deleted. A message without a
    /// readable token is kept, and logged as an error each time it comes back, with pauses that grow to 15 minutes.
    /// </summary>
    /// <param name="name">Names the source; its settings, those of a queue, are in section <c>DeadLetters:&lt;name&gt;</c>.</param>
    /// <param name="configure">Changes the settings after they were read, before they are validated.</param>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public WorkerHostBuilder AddDeadLetters(string name, Action<QueueOptions>? configure = null)
    {
        Claim(name, DeadLettersSection);
        Services.AddSingleton(new QueueRegistration(name, new DeadLetterInvoker(), configure) { Section = DeadLettersSection });
        return this;
    }

    /// <summary>Adds a dead-letter queue for each name that the settings have in section <c>DeadLetters</c>; none is fine, too.</summary>
    /// <exception cref="ArgumentException">A name is taken by another source.</exception>
    public WorkerHostBuilder AddDeadLetters()
    {
        foreach (var source in Configuration.GetSection(DeadLettersSection).GetChildren().ToList())
        {
            AddDeadLetters(source.Key);
        }

        return this;
    }

    /// <summary>
    /// Whether the settings name the activity of a source: for programs that offer several sources, of which each deployment uses some.
    /// </summary>
    /// <param name="name">The source's name, as it would be given to <c>AddActivity</c>.</param>
    public bool HasActivity(string name) => IsSet($"Activities:{name}", nameof(ActivityOptions.ActivityArn));

    /// <summary>
    /// Whether the settings name the queue of a source: for programs that offer several sources, of which each deployment uses some.
    /// </summary>
    /// <param name="name">The source's name, as it would be given to <c>AddQueue</c>.</param>
    public bool HasQueue(string name) => IsSet($"Queues:{name}", nameof(QueueOptions.QueueUrl), nameof(QueueOptions.QueueName));

    /// <summary>Builds the worker. Settings are read and validated when it starts.</summary>
    public WorkerApplication Build() => new(_host, _verb, _unreadable);

    private bool IsSet(string section, params ReadOnlySpan<string> settings)
    {
        _aliases.Add(section);
        foreach (var setting in settings)
        {
            if (Configuration[$"{section}:{setting}"] is { Length: > 0 })
            {
                return true;
            }
        }

        return false;
    }

    // A variable spells "appraise-claim" as "appraise_claim": where both are there, they are one source, under the name with dashes.
    private List<string> ConfiguredNames(string section)
    {
        var sources = Configuration.GetSection(section).GetChildren().ToList();
        var dashed = sources.Select(source => source.Key).Concat(_names).Where(name => name.Contains('-', StringComparison.Ordinal));
        var aliases = dashed.Select(SettingPath.ToEnvironmentVariable).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var source in sources)
        {
            _aliases.Add($"{section}:{source.Key}");
        }

        return
        [
            .. sources
                .Where(source => source["Handler:Kind"] is { Length: > 0 })
                .Select(source => source.Key)
                .Where(name => !_names.Contains(name) && !aliases.Contains(name)),
        ];
    }

    private void Claim(string name, string section)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!_names.Add(name))
        {
            throw new ArgumentException(
                $"A source named '{name}' was added before; names tell sources apart in settings, logs and metrics.",
                nameof(name)
            );
        }

        _aliases.Add($"{section}:{name}");
    }
}
