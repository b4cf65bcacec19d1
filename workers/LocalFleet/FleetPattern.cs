namespace LocalFleet;

/// <summary>The integration patterns of the work order.</summary>
internal enum FleetPattern
{
    /// <summary>A worker polls an activity.</summary>
    ActivityWorker,

    /// <summary>A worker posts progress and response to a queue that the state machine polls.</summary>
    JobPoller,

    /// <summary>A person decides.</summary>
    Approval,

    /// <summary>A dispatcher hands the job to an outside system.</summary>
    Push,

    /// <summary>A container does one job and ends.</summary>
    Synchronous,

    /// <summary>A worker receives a message with a task token.</summary>
    CallbackSqs,

    /// <summary>A worker receives an event with a task token.</summary>
    CallbackEventBridge,
}
