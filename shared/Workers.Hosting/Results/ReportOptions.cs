using System.ComponentModel.DataAnnotations;

namespace Workers.Hosting;

/// <summary>What happens while results cannot be reported: section <c>Reports</c>.</summary>
public sealed class ReportOptions
{
    /// <summary>
    /// For how long no result gets through to Step Functions (or to the reply queues) until the sources that report there are not polled any
    /// more: more jobs would only wait with the others. Reports are tried again all the time, and the first that gets through ends the pause.
    /// </summary>
    /// <value>1 to 3,600 seconds. Default: 10.</value>
    [Range(1, 3600)]
    public int PausePollsAfterSeconds { get; set; } = 10;
}
