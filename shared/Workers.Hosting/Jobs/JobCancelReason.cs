namespace Workers.Hosting;

/// <summary>Why a job's cancellation token was cancelled.</summary>
public enum JobCancelReason
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>Step Functions no longer waits for the task: it timed out, was closed by somebody else, or its execution ended; or the job's reply queue is gone.</summary>
    TaskLost,

    /// <summary>The message's visibility timeout ended before it could be extended: somebody else may have the message now.</summary>
    MessageLost,

    /// <summary>Another attempt of the same job has taken over its checkpoint or its in-progress record: the result of this one counts for nobody.</summary>
    Superseded,

    /// <summary>The worker is stopping and its shutdown budget is almost used up. The job is returned, so that it can run elsewhere.</summary>
    Shutdown,
}
