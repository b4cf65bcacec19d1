using System.ComponentModel.DataAnnotations;

namespace Workers.Hosting;

/// <summary>
/// The settings of a ready-made handler: section <c>Activities:&lt;name&gt;:Handler</c> or <c>Queues:&lt;name&gt;:Handler</c>.
/// </summary>
public sealed class HandlerOptions
{
    /// <summary>Which handler. Required.</summary>
    [Required(ErrorMessage = "is required: give Command (runs a program) or Http (posts to a URL)")]
    public HandlerKind? Kind { get; set; }

    /// <summary>Command: the program, as a path or a name that is looked up in <c>PATH</c>. Required. No shell is involved.</summary>
    public string? Program { get; set; }

    /// <summary>Command: its arguments, each one passed on as it is.</summary>
    public IList<string> Arguments { get; } = [];

    /// <summary>Command: environment variables besides the worker's own, which the program inherits, and the job's.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Command: where the program is run. Default: the worker's folder.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>
    /// Command: how long the program may take to end after SIGTERM, before it and whatever it started get SIGKILL. A stopping worker cancels
    /// running jobs 15 seconds before its budget ends: keep it shorter than that.
    /// </summary>
    /// <value>0 to 600 seconds. Default: 10.</value>
    [Range(0, 600)]
    public int GraceSeconds { get; set; } = 10;

    /// <summary>Http: where the input is posted to. Required; absolute, http or https.</summary>
    public string? Url { get; set; }

    /// <summary>Http: request headers, for example <c>Authorization</c>.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// How long a job may take, before it fails as <c>Command.Timeout</c> or <c>Http.Timeout</c>. Should be shorter than the state's
    /// TimeoutSeconds, so that the name tells what was slow.
    /// </summary>
    /// <value>1 to 99,999,999 seconds. Default: 100 for Http, none for Command.</value>
    [Range(1, 99_999_999)]
    public int? TimeoutSeconds { get; set; }

    /// <summary>How large the output may be, before the job fails as <see cref="WorkerErrors.OutputTooLarge"/>.</summary>
    /// <value>
    /// 1 to 262,144 bytes (Step Functions' limit), with payloads to <see cref="PayloadOptions.MaxBytes"/>. Default: the largest possible.
    /// </value>
    [Range(1, 1_073_741_824)]
    public int MaxOutputBytes { get; set; } = 262_144;

    /// <summary>
    /// Error names by exit code or status, for example <c>ErrorNames:3 = Claim.NotPayable</c>. Default: <c>Command.ExitCode.3</c>,
    /// <c>Http.Status.503</c>.
    /// </summary>
    public IDictionary<string, string> ErrorNames { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
