namespace DispatchWorker;

/// <summary>The error names under which the dispatcher itself fails a job. A Retry or Catch can match on them.</summary>
internal static class DispatchErrors
{
    /// <summary>The processor had taken the job, and its deadline passed without an outcome.</summary>
    public const string ProcessorTimedOut = "Dispatch.ProcessorTimedOut";

    /// <summary>The processor had taken the job, and its heartbeats stopped.</summary>
    public const string ProcessorSilent = "Dispatch.ProcessorSilent";

    /// <summary>The job could not be handed over before its deadline; the cause tells the last attempt's problem.</summary>
    public const string HandoverFailed = "Dispatch.HandoverFailed";

    /// <summary>The processor refused the job. Handing it over again does not help.</summary>
    public const string HandoverRefused = "Dispatch.HandoverRefused";

    /// <summary>The task could not be written into the vault.</summary>
    public const string VaultUnavailable = "Dispatch.VaultUnavailable";
}
