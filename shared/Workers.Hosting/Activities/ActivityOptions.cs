using System.ComponentModel.DataAnnotations;

namespace Workers.Hosting;

/// <summary>The settings of one activity: section <c>Activities:&lt;name&gt;</c>.</summary>
public sealed class ActivityOptions
{
    /// <summary>The activity's ARN. Required; at most 256 characters.</summary>
    [Required(ErrorMessage = "is required: give the ARN of the activity whose tasks this worker does")]
    [StringLength(256, ErrorMessage = "must have at most 256 characters")]
    public string? ActivityArn { get; set; }

    /// <summary>How many handlers run at once. A slot is free as soon as its job's result is on its way, unless that has to be sent again.</summary>
    /// <value>1 to 1,000. Default: 10.</value>
    [Range(1, 1000)]
    public int Slots { get; set; } = 10;

    /// <summary>How many polls may be open at once. There are never more than free slots, and while nothing comes there is one.</summary>
    /// <value>1 to 1,000 (AWS's limit for all pollers of an activity). Default: <see cref="Slots"/>.</value>
    [Range(1, 1000)]
    public int? MaxPolls { get; set; }

    /// <summary>
    /// The HeartbeatSeconds of the states that use the activity; heartbeats are sent at about half of it. The envelope's
    /// <c>heartbeatSeconds</c> wins. Neither: no heartbeats are sent.
    /// </summary>
    /// <value>3 to 99,999,999 seconds. Default: none.</value>
    [Range(3, 99_999_999)]
    public int? HeartbeatSeconds { get; set; }

    /// <summary>
    /// How long a job may be expected to take at most: it tells which jobs may outlast a stop, so that an ECS task is protected from their start
    /// (see <see cref="TaskProtectionOptions"/>). It limits nothing: a limit is the state's TimeoutSeconds.
    /// </summary>
    /// <value>1 to 99,999,999 seconds. Default: none; what the jobs so far took on average counts instead.</value>
    [Range(1, 99_999_999)]
    public int? MaxDurationSeconds { get; set; }

    /// <summary>Who polls; shown in the execution history's ActivityStarted event.</summary>
    /// <value>1 to 80 characters. Default: the machine's name.</value>
    [StringLength(80, MinimumLength = 1, ErrorMessage = "must have 1 to 80 characters")]
    public string? WorkerName { get; set; }

    /// <summary>
    /// Whether a job that was done once is answered with its stored result when it comes again. Needs <c>builder.AddIdempotency()</c>.
    /// </summary>
    /// <value>Default: false.</value>
    public bool Idempotency { get; set; }
}
