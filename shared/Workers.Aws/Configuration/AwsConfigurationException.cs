namespace Workers.Aws;

/// <summary>A setting with which AWS cannot be called. The message names the setting, its value and the remedy.</summary>
public sealed class AwsConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public AwsConfigurationException(string setting, string? value, string remedy, Exception? innerException = null)
        : base(value is null ? $"{setting} is not set. {remedy}" : $"{setting} is \"{value}\". {remedy}", innerException)
    {
        Setting = setting;
        Value = value;
    }

    /// <summary>The setting at fault: an option, an environment variable, or a key of a configuration file.</summary>
    public string Setting { get; }

    /// <summary>Its value; <see langword="null"/> when it is missing.</summary>
    public string? Value { get; }
}
