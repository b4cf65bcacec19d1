namespace Workers.Hosting.Leases;

/// <summary>
/// The leases that are kept, as a list through the leases themselves: a job enters and leaves it without an allocation. Its owner guards it.
/// </summary>
internal sealed class LeaseList
{
    public Lease? First { get; private set; }

    public void Add(Lease lease)
    {
        lease.Kept = true;
        lease.Source.LeaseHeld();
        lease.Next = First;
        First?.Previous = lease;
        First = lease;
    }

    public void Remove(Lease lease)
    {
        if (!lease.Kept)
        {
            return;
        }

        lease.Kept = false;
        if (!lease.Lost)
        {
            lease.Source.LeaseEnded();
        }

        lease.Next?.Previous = lease.Previous;
        if (lease.Previous is { } previous)
        {
            previous.Next = lease.Next;
        }
        else
        {
            First = lease.Next;
        }

        lease.Next = lease.Previous = null;
    }
}
