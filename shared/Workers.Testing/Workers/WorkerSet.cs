using System.Diagnostics.CodeAnalysis;
using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Emulator;
using Workers.Hosting;
using Workers.Testing.Time;

namespace Workers.Testing;

/// <summary>The workers of a host: each with connections, a clock and an end of its own.</summary>
internal sealed class WorkerSet(TestClock clock, HttpMessageHandler emulator) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<HostedWorker> _workers = [];
    private volatile bool _isEnding;

    public IReadOnlyList<TestContainer> Containers => [.. All().Select(worker => worker.Container).OfType<TestContainer>()];

    /// <summary>The clients of one party, over requests that take the given way.</summary>
    public static AwsClients CreateClients(HttpMessageHandler way, TimeProvider time) =>
        AwsClients.Create(
            new AwsClientOptions
            {
                Region = "us-east-1",
                Credentials = new BasicAWSCredentials("test", "test"),
                ServiceUrl = "http://localhost:4566",
                HttpMessageHandler = way,
                TimeProvider = time,
            }
        );

    public async Task<WorkerApplication> StartAsync(
        Action<WorkerHostBuilder> configure,
        Func<HttpMessageHandler, HttpMessageHandler>? network,
        CancellationToken cancellationToken
    )
    {
        var worker = Create([], configure, network);
        try
        {
            await worker.Application.StartAsync(cancellationToken);
        }
        catch
        {
            // What has not started cannot be stopped.
            await worker.DisposeAsync();
            throw;
        }

        Add(worker);
        return worker.Application;
    }

    /// <summary>Runs a worker as the container of a task, from its start to its exit code.</summary>
    public async Task<int> RunContainerAsync(EmulatedTask task, Action<WorkerHostBuilder> configure, CancellationToken stopped)
    {
        if (_isEnding)
        {
            return TestContainer.Killed;
        }

        // Whatever asked for the task, a handler perhaps, is not what the task's own timers hold up.
        clock.Detach();
        try
        {
            return await StartContainer(task, configure, stopped).ExitCodeAsync();
        }
        catch (Exception fault)
        {
            // As a program does that ends by an exception; the state machine is told no more than the exit code.
            await Console.Error.WriteLineAsync($"The task of {task.Family} ended by an exception: {fault}");
            throw;
        }
    }

    public async Task StopAsync(WorkerApplication application, CancellationToken cancellationToken)
    {
        var worker = Find(application);
        if (worker.Lifeline.IsDead)
        {
            return;
        }

        if (worker.Container is not { } container)
        {
            await clock.RunUntilAsync(application.StopAsync(cancellationToken), cancellationToken);
        }
        else if (!container.HasEnded)
        {
            application.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            await clock.RunUntilAsync(container.Run, cancellationToken);
        }
    }

    public WorkerLifeline Lifeline(WorkerApplication application) => Find(application).Lifeline;

    /// <summary>Stops the living in skipped time, and starts no more containers.</summary>
    public async Task StopAllAsync()
    {
        _isEnding = true;
        foreach (var worker in All())
        {
            await StopAsync(worker.Application, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in All())
        {
            await worker.DisposeAsync();
        }
    }

    private TestContainer StartContainer(EmulatedTask task, Action<WorkerHostBuilder> configure, CancellationToken stopped)
    {
        var worker = Create(
            [.. task.Command],
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(task.Environment.Select(AsSetting));
                configure(builder);
            }
        );
        worker.Container = new TestContainer(task, worker, stopped);
        Add(worker);
        return worker.Container;
    }

    private static KeyValuePair<string, string?> AsSetting(KeyValuePair<string, string> variable) =>
        new(variable.Key.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal), variable.Value);

    [SuppressMessage(
        "Reliability",
        "CA2000",
        Justification = "The handler holds nothing but its way to the emulator, which is the host's."
    )]
    private HostedWorker Create(
        string[] arguments,
        Action<WorkerHostBuilder> configure,
        Func<HttpMessageHandler, HttpMessageHandler>? network = null
    )
    {
        var lifeline = new WorkerLifeline(clock);
        var clients = CreateClients(lifeline.Guard(network?.Invoke(emulator) ?? emulator), lifeline.Time);
        var builder = WorkerHost.CreateBuilder(arguments);
        builder.Configuration.AddInMemoryCollection([new("Health:Port", "0")]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(lifeline.Time);
        builder.Services.AddSingleton(lifeline);
        builder.Services.AddSingleton(clients);
        builder.Services.AddSingleton<IJobInterceptor>(new ClockedHandlers(lifeline));
        configure(builder);

        var application = builder.Build();
        application.BeforeBuild = services => LifelineServices.Guard(services, lifeline);
        return new HostedWorker(application, lifeline, clients);
    }

    private void Add(HostedWorker worker)
    {
        lock (_lock)
        {
            _workers.Add(worker);
        }
    }

    private List<HostedWorker> All()
    {
        lock (_lock)
        {
            return [.. _workers];
        }
    }

    private HostedWorker Find(WorkerApplication application) =>
        All().Find(worker => worker.Application == application)
        ?? throw new ArgumentException("The worker was not started by this host.", nameof(application));
}
