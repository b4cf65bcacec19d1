using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workers.Aws;
using Workers.Hosting.Coherence;
using Workers.Hosting.Health;
using Workers.Hosting.Payloads;
using Workers.Hosting.RunOnce;
using Workers.Hosting.Settings;
using Workers.Hosting.Stores;

namespace Workers.Hosting;

/// <summary>A worker that is ready to run.</summary>
public sealed class WorkerApplication : IHost, IAsyncDisposable
{
    private readonly Lazy<IHost> _host;
    private readonly HealthVerb? _verb;
    private readonly IConfiguration _configuration;
    private readonly WorkerConfigurationException? _unreadable;

    internal WorkerApplication(HostApplicationBuilder builder, HealthVerb? verb, WorkerConfigurationException? unreadable)
    {
        _verb = verb;
        _configuration = builder.Configuration;
        _unreadable = unreadable;

        // Built on first use: a health probe needs none of it and must answer fast.
        _host = new Lazy<IHost>(() => Build(builder, BeforeBuild));
    }

    /// <inheritdoc/>
    /// <exception cref="WorkerConfigurationException">A handler or a service it needs cannot be constructed.</exception>
    public IServiceProvider Services => _host.Value.Services;

    /// <summary>Changes the services after the runtime has added its own.</summary>
    internal Action<IServiceCollection>? BeforeBuild { get; set; }

    internal TextWriter Output { get; set; } = Console.Out;

    internal TextWriter Error { get; set; } = Console.Error;

    /// <summary>Reads and validates the settings, opens the health endpoint and starts the sources.</summary>
    /// <exception cref="WorkerConfigurationException">A setting is missing or wrong.</exception>
    /// <exception cref="AwsConfigurationException">A setting of AWS's own, for example the region, is missing or wrong.</exception>
    /// <exception cref="AwsCredentialsException">There are no credentials.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_unreadable is not null)
        {
            throw _unreadable;
        }

        Services.GetRequiredService<WorkerSettings>().ThrowIfWrong();
        foreach (var check in Services.GetServices<ISettingsCheck>())
        {
            check.ThrowIfWrong();
        }

        await WorkerServices.VerifyCredentialsAsync(Services, cancellationToken);
        await Services.GetRequiredService<CoherenceCheck>().RunAsync(cancellationToken);
        await RecordStoreServices.OpenAsync(Services, cancellationToken);
        await PayloadServices.OpenAsync(Services, cancellationToken);
        Services.GetRequiredService<HealthEndpoint>().Open();
        await _host.Value.StartAsync(cancellationToken);
    }

    /// <summary>Stops in good order, within the shutdown budget.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _host.Value.StopAsync(cancellationToken);

    /// <summary>
    /// Runs until SIGTERM, Ctrl-C or <paramref name="cancellationToken"/>, then stops in good order. Wrong settings are printed, not thrown.
    /// </summary>
    /// <returns>
    /// The exit code, see <see cref="WorkerExitCode"/>. It is also the program's exit code when the program does not return it.
    /// </returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        var exitCode = await RunToExitCodeAsync(cancellationToken);
        if (exitCode != WorkerExitCode.Success)
        {
            Environment.ExitCode = exitCode;
        }

        return exitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_host.IsValueCreated)
        {
            _host.Value.Dispose();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_host.IsValueCreated)
        {
            return;
        }

        if (_host.Value is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            _host.Value.Dispose();
        }
    }

    /// <summary>Runs as <see cref="RunAsync"/> does, and leaves the exit code of the process alone.</summary>
    internal async Task<int> RunToExitCodeAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_verb is not null)
            {
                return await HealthProbe.RunAsync(_verb, _configuration, Output, cancellationToken);
            }

            await using (this)
            {
                await StartOrStopAsync(cancellationToken);
                await this.WaitForShutdownAsync(cancellationToken);
                return Services.GetService<RunOnceResult>()?.ExitCode ?? WorkerExitCode.Success;
            }
        }
        catch (Exception exception) when (exception is WorkerConfigurationException or AwsConfigurationException or AwsCredentialsException)
        {
            await Error.WriteLineAsync(exception.Message);
            return WorkerExitCode.Configuration;
        }
    }

    private static IHost Build(HostApplicationBuilder builder, Action<IServiceCollection>? beforeBuild)
    {
        WorkerServices.Add(builder);
        beforeBuild?.Invoke(builder.Services);
        try
        {
            return builder.Build();
        }
        catch (AggregateException exception)
        {
            // The container checks every handler's constructor when it is built.
            var problems = exception.Flatten().InnerExceptions.Select(problem => (problem.InnerException ?? problem).Message);
            throw new WorkerConfigurationException(
                "A service cannot be constructed; register what it needs in builder.Services. "
                    + string.Join(Environment.NewLine, problems.Distinct(StringComparer.Ordinal)),
                exception
            );
        }
    }

    private async Task StartOrStopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (_host.IsValueCreated && IsStopping())
        {
            // A stop that was asked for during the start is a stop like any other: what has started by then is stopped in good order.
        }
    }

    private bool IsStopping() => Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;
}
