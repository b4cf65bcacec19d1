namespace Workers.Hosting;

/// <summary>
/// The environment variables by which a state gives a worker that runs once its job, in <c>Overrides.ContainerOverrides[].Environment</c> of
/// <c>ecs:runTask</c>. ECS takes 8,192 characters of overrides in all, and shows them to whoever may describe tasks.
/// </summary>
public static class RunOnceVariables
{
    /// <summary>The input: JSON text, bare or in an envelope.</summary>
    public const string Input = "WORKERS_INPUT";

    /// <summary>The file that holds the input, in place of <see cref="Input"/>.</summary>
    public const string InputFile = "WORKERS_INPUT_FILE";

    /// <summary>The payload store's key of the input, in place of <see cref="Input"/>: for what does not fit in the overrides, or is not to be seen there.</summary>
    public const string InputKey = "WORKERS_INPUT_KEY";

    /// <summary>The key under which the result is left in the payload store. Default: the job's idempotency key.</summary>
    public const string ResultKey = "WORKERS_RESULT_KEY";

    /// <summary>The task token of a <c>.waitForTaskToken</c> state. Without it nobody is reported to.</summary>
    public const string TaskToken = "WORKERS_TASK_TOKEN";

    /// <summary>The envelope's <c>execution</c>.</summary>
    public const string Execution = "WORKERS_JOB_EXECUTION";

    /// <summary>The envelope's <c>state</c>.</summary>
    public const string State = "WORKERS_JOB_STATE";

    /// <summary>The envelope's <c>entered</c>.</summary>
    public const string Entered = "WORKERS_JOB_ENTERED";

    /// <summary>The envelope's <c>attempt</c>.</summary>
    public const string Attempt = "WORKERS_JOB_ATTEMPT";

    /// <summary>The envelope's <c>mapPath</c>.</summary>
    public const string MapPath = "WORKERS_JOB_MAP_PATH";

    /// <summary>The envelope's <c>heartbeatSeconds</c>.</summary>
    public const string HeartbeatSeconds = "WORKERS_JOB_HEARTBEAT_SECONDS";

    /// <summary>The envelope's <c>traceparent</c>.</summary>
    public const string TraceParent = "WORKERS_JOB_TRACEPARENT";
}
