namespace LocalFleet;

/// <summary>What the run's resources are called.</summary>
internal static class FleetNames
{
    /// <summary>The state machine.</summary>
    public const string StateMachine = "flight-delay-claims";

    /// <summary>The activity, which is also the worker's source.</summary>
    public const string Activity = "appraise-claim";

    /// <summary>The queue, which is also the worker's source.</summary>
    public const string Queue = "write-letter";

    /// <summary>The state that waits for the letter.</summary>
    public const string LetterState = "WriteLetter";

    /// <summary>The worker that appraises.</summary>
    public const string ActivityWorker = "ActivityWorker";

    /// <summary>The worker that writes letters.</summary>
    public const string CallbackWorker = "CallbackWorker";

    /// <summary>The emulator.</summary>
    public const string Emulator = "Workers.Emulator";
}
