namespace Workers.Hosting.Stores;

/// <summary>A store that can tell at start whether it can be used.</summary>
internal interface IOpenedAtStart
{
    /// <exception cref="WorkerConfigurationException">It cannot be used, and a setting or a permission is the reason.</exception>
    Task OpenAsync(CancellationToken cancellationToken);
}
