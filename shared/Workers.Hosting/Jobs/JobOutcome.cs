namespace Workers.Hosting.Jobs;

/// <summary>How a job ended.</summary>
internal enum JobOutcomeKind
{
    /// <summary>With an output.</summary>
    Succeeded,

    /// <summary>With an error's name and cause.</summary>
    Failed,

    /// <summary>It did not, and is returned so that it can run elsewhere.</summary>
    Released,

    /// <summary>Its handler took the task token over: somebody else reports, and the runtime does not.</summary>
    HandedOver,

    /// <summary>Its lease was lost: its result counts for nobody and is not reported.</summary>
    Lost,
}

/// <summary>A job's end and what goes with it.</summary>
internal readonly record struct JobOutcome(JobOutcomeKind Kind, ReadOnlyMemory<byte> Output, string? Error, string? Cause)
{
    /// <summary>What logs and spans tell instead of the cause, where that quotes somebody else.</summary>
    public string? LoggedCause
    {
        get => field ?? Cause;
        private init;
    }

    public static JobOutcome Succeeded(ReadOnlyMemory<byte> output) => new(JobOutcomeKind.Succeeded, output, null, null);

    public static JobOutcome Failed(string error, string cause) => new(JobOutcomeKind.Failed, default, error, cause);

    /// <summary>With a cause that quotes somebody else, who may repeat the job's input: logs and spans tell another.</summary>
    public static JobOutcome Failed(string error, string cause, string loggedCause) =>
        Failed(error, cause) with
        {
            LoggedCause = loggedCause,
        };

    public static JobOutcome Failed(JobFailedException exception) => Failed(exception.Error, exception.Cause, exception.LoggedCause);

    public static JobOutcome Released(string cause) => new(JobOutcomeKind.Released, default, WorkerErrors.Shutdown, cause);

    public static JobOutcome HandedOver() => new(JobOutcomeKind.HandedOver, default, null, null);

    public static JobOutcome Lost(string cause) => new(JobOutcomeKind.Lost, default, null, cause);
}
