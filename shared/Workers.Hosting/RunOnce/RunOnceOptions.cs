using System.ComponentModel.DataAnnotations;

namespace Workers.Hosting;

/// <summary>The settings of a worker that runs once: section <c>RunOnce</c>.</summary>
public sealed class RunOnceOptions
{
    /// <summary>The file that holds the input (<c>--input</c>). It wins over the variables that give an input.</summary>
    public string? InputFile { get; set; }

    /// <summary>The file that the result is written to (<c>--result</c>).</summary>
    public string? ResultFile { get; set; }

    /// <summary>The folder of the payload store, in which inputs are looked up and results are left by key.</summary>
    /// <value>Default: none; the store of section <c>Payloads</c> serves, or the record store, if the worker has one.</value>
    public string? PayloadFolder { get; set; }

    /// <summary>
    /// The HeartbeatSeconds of the state that waits for the task token; heartbeats are sent at about half of it. The envelope's wins. Neither: no
    /// heartbeats are sent.
    /// </summary>
    /// <value>3 to 99,999,999 seconds. Default: none.</value>
    [Range(3, 99_999_999)]
    public int? HeartbeatSeconds { get; set; }

    /// <inheritdoc cref="ActivityOptions.Idempotency"/>
    public bool Idempotency { get; set; }
}
