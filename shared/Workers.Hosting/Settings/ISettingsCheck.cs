namespace Workers.Hosting;

/// <summary>
/// Checks settings of the program's own. Register it in <see cref="WorkerHostBuilder.Services"/>: it is asked when the worker starts, after
/// the runtime's settings and before anything is called, opened or started, so that what is wrong is all that is told.
/// </summary>
public interface ISettingsCheck
{
    /// <summary>Ends the start if a setting is wrong.</summary>
    /// <exception cref="WorkerConfigurationException">A setting is missing or wrong: the message names it, its value and the remedy.</exception>
    void ThrowIfWrong();
}
