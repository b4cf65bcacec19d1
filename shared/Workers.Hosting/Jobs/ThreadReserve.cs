namespace Workers.Hosting.Jobs;

/// <summary>
/// Keeps threads of the pool for the runtime while handlers block theirs. The pool itself adds one or two a second to those that are blocked,
/// and until then nobody sends heartbeats or runs the jobs of other sources.
/// </summary>
/// <remarks>
/// Counted is who is between its start and its first await: for an ordinary handler, microseconds. One that blocks later is left to the pool.
/// </remarks>
internal static class ThreadReserve
{
    private static readonly Lock Gate = new();
    private static readonly int Usual = UsualThreads();
    private static int _inside;
    private static int _most;

    public static void Enter()
    {
        var inside = Interlocked.Increment(ref _inside);
        if (inside > Volatile.Read(ref _most))
        {
            Raise(inside);
        }
    }

    public static void Leave() => Interlocked.Decrement(ref _inside);

    private static void Raise(int inside)
    {
        lock (Gate)
        {
            if (inside <= _most)
            {
                return;
            }

            _most = inside;
            ThreadPool.GetMinThreads(out _, out var completionPorts);
            ThreadPool.SetMinThreads(Usual + inside, completionPorts);
        }
    }

    private static int UsualThreads()
    {
        ThreadPool.GetMinThreads(out var workers, out _);
        return workers;
    }
}
