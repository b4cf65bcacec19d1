using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Hosting;
using Workers.Hosting.Stores;
using Workers.Testing.Time;

namespace Workers.Testing;

/// <summary>A worker of the test host, with everything by which it can be cut off.</summary>
[SuppressMessage("Design", "CA1001", Justification = "What a crashed worker holds is never freed, as nothing of it may go on.")]
internal sealed class TestWorker
{
    private readonly Cord _cord = new();
    private readonly MortalClock _time;
    private readonly ClockedHandlers _handlers;

    public TestWorker(
        TestClock clock,
        Func<HttpMessageHandler, TimeProvider, AwsClients> connect,
        HttpMessageHandler emulator,
        Action<WorkerHostBuilder> configure,
        IEnumerable<KeyValuePair<string, string>>? environment = null
    )
    {
        _time = new MortalClock(clock);
        _handlers = new ClockedHandlers(clock);
        var builder = WorkerHost.CreateBuilder();
        var variables = (environment ?? []).Select(variable => new KeyValuePair<string, string?>(
            variable.Key.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal),
            variable.Value
        ));
        builder.Configuration.AddInMemoryCollection([new("Health:Port", "0"), .. variables]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton(connect(new CordedHandler(emulator, _cord), _time));
        builder.Services.AddSingleton<IJobInterceptor>(_handlers);
        configure(builder);
        OnCord(builder.Services);
        Application = builder.Build();
    }

    public WorkerApplication Application { get; }

    public bool HasCrashed => _cord.IsCut;

    /// <summary>As <c>kill -9</c>.</summary>
    public void Crash()
    {
        _time.Die();
        _cord.Cut();
        _handlers.Abandon();
    }

    // A store that the test brings is shared with other workers; what this worker still does to it after its crash must not count.
    private void OnCord(IServiceCollection services)
    {
        if (services.LastOrDefault(service => service.ServiceType == typeof(IRecordStore)) is not { IsKeyedService: false } given)
        {
            return;
        }

        services.Remove(given);
        services.AddSingleton<IRecordStore>(provider => new CordedRecordStore(
            (IRecordStore)(
                given.ImplementationInstance
                ?? given.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, given.ImplementationType!)
            ),
            _cord
        ));
    }
}
