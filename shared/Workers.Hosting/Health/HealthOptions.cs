using System.ComponentModel.DataAnnotations;

namespace Workers.Hosting;

/// <summary>The health endpoint, on the loopback address: section <c>Health</c>.</summary>
public sealed class HealthOptions
{
    /// <summary>The port of <c>/health/live</c> and <c>/health/ready</c>, and of the <c>health</c> verb. 0 turns it off.</summary>
    /// <value>0 to 65,535. Default: 8079.</value>
    [Range(0, 65_535)]
    public int Port { get; set; } = 8079;
}
