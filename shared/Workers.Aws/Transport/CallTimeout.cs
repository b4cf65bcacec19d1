namespace Workers.Aws.Transport;

/// <summary>A token that ends with the caller's, or after a while. It and its timer are used again where the clock allows it.</summary>
internal sealed class CallTimeout : IDisposable
{
    [ThreadStatic]
    private static CallTimeout? s_spare;

    private readonly CancellationTokenSource _source;
    private readonly bool _reusable;
    private CancellationTokenRegistration _caller;

    private CallTimeout(TimeSpan timeout, TimeProvider time)
    {
        _reusable = ReferenceEquals(time, TimeProvider.System);
        _source = new CancellationTokenSource(timeout, time);
    }

    public CancellationToken Token => _source.Token;

    public static CallTimeout Start(TimeSpan timeout, TimeProvider time, CancellationToken caller)
    {
        CallTimeout started;
        if (s_spare is { } spare && ReferenceEquals(time, TimeProvider.System))
        {
            s_spare = null;
            spare._source.CancelAfter(timeout);
            started = spare;
        }
        else
        {
            started = new CallTimeout(timeout, time);
        }

        started._caller = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), started._source);
        return started;
    }

    public void Dispose()
    {
        // Returns only when a cancellation that is on its way has arrived, so that it cannot hit the next call.
        _caller.Dispose();
        if (_reusable && _source.TryReset())
        {
            s_spare = this;
        }
        else
        {
            _source.Dispose();
        }
    }
}
