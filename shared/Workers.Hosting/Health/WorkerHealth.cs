namespace Workers.Hosting.Health;

/// <summary>Whether the worker is live and ready, and why not.</summary>
internal sealed class WorkerHealth
{
    private volatile string? _notReady = "starting";
    private volatile IReadOnlyList<SourceHealth> _sources = [];

    public void Started(IReadOnlyList<SourceHealth> sources)
    {
        _sources = sources;
        _notReady = null;
    }

    public void Stopping() => _notReady = "stopping: no new jobs are taken";

    public IReadOnlyList<string> NotLive() => [.. _sources.Select(source => source.NotLive()).OfType<string>()];

    public IReadOnlyList<string> NotReady() =>
        _notReady is { } reason ? [reason] : [.. _sources.Select(source => source.NotReady()).OfType<string>()];
}
