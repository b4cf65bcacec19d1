using Workers.Aws;
using Workers.Hosting;

namespace Workers.Testing;

/// <summary>A worker of the host, and what belongs to it alone.</summary>
internal sealed class HostedWorker(WorkerApplication application, WorkerLifeline lifeline, AwsClients clients) : IAsyncDisposable
{
    public WorkerApplication Application => application;

    public WorkerLifeline Lifeline => lifeline;

    /// <summary>The container that the worker is in; null when it is in none.</summary>
    public TestContainer? Container { get; set; }

    /// <summary>Frees what it holds. It is not asked to stop, and not waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        clients.Dispose();
    }
}
