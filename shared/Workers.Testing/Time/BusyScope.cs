namespace Workers.Testing.Time;

/// <summary>Work that holds the <see cref="TestClock"/> still, unless it waits for the clock itself.</summary>
internal sealed class BusyScope(TestClock clock, string what, BusyScope? outer) : IDisposable
{
    public string What => what;

    // Guarded by the clock's lock.
    public int Waits { get; set; }

    public bool Holds => Waits == 0;

    public void Dispose()
    {
        lock (clock.Gate)
        {
            clock.Busy.Remove(this);
        }

        if (clock.Current.Value == this)
        {
            clock.Current.Value = outer;
        }
    }
}
