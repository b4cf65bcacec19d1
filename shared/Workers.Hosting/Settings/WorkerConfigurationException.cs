namespace Workers.Hosting;

/// <summary>A setting is missing or wrong. The message names the setting, its environment variable, its value and the remedy.</summary>
public sealed class WorkerConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public WorkerConfigurationException(string message, Exception? innerException = null)
        : base(message, innerException) { }
}
