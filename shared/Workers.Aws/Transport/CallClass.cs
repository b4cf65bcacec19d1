namespace Workers.Aws.Transport;

/// <summary>How long a call may take, and how it is tried again.</summary>
internal enum CallClass
{
    /// <summary>A result, a send, or any other short call.</summary>
    Call,

    /// <summary>
    /// Renews a lease. Tried once: whoever keeps the lease tries again soon, and knows whether it is still wanted, which a retry in here
    /// would not: it would renew the lease of a job that has been reported meanwhile.
    /// </summary>
    Lease,

    /// <summary>Waits on AWS's side for work. Tried once.</summary>
    Poll,
}
