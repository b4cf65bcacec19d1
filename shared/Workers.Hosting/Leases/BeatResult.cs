namespace Workers.Hosting.Leases;

/// <summary>What a heartbeat told.</summary>
internal enum BeatResult
{
    /// <summary>Step Functions waits for the task.</summary>
    Alive,

    /// <summary>Step Functions does not wait for the task any more.</summary>
    Dead,

    /// <summary>The call failed in passing.</summary>
    Unknown,

    /// <summary>Step Functions does not tell, and will not: the worker's role may not send heartbeats, for example.</summary>
    Refused,
}
