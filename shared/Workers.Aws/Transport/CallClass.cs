namespace Workers.Aws.Transport;

/// <summary>How long a call may take, and how it is tried again.</summary>
internal enum CallClass
{
    /// <summary>A result, a send, or any other short call.</summary>
    Call,

    /// <summary>Renews a lease: whoever renews leases does so again soon, so that long retries would only be late.</summary>
    Lease,

    /// <summary>Waits on AWS's side for work. Tried once.</summary>
    Poll,
}
