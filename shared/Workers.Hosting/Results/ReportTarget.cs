namespace Workers.Hosting.Results;

/// <summary>Where results go.</summary>
internal enum ReportTarget
{
    /// <summary>To the task, by its token.</summary>
    StepFunctions,

    /// <summary>To the reply queue that the job names.</summary>
    ReplyQueues,
}
