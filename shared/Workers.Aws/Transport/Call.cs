namespace Workers.Aws.Transport;

/// <summary>Where one call stands between its attempts.</summary>
internal sealed class Call(RequestBuffer body, string? secret, TimeSpan limit)
{
    private bool _repaired;
    private bool _repairPending;

    public RequestBuffer Body { get; } = body;

    /// <inheritdoc cref="AwsOperation{TRequest,TResponse}.Secret"/>
    public string? Secret { get; } = secret;

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Limit { get; } = limit;

    /// <summary>Whether an attempt that failed may still be sending the body.</summary>
    public bool BodyMayBeRead { get; set; }

    /// <summary>How many attempts failed.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether an earlier attempt may have gone through.</summary>
    public bool Uncertain { get; set; }

    /// <summary>What AWS objected to (the clock, expired credentials) was put right: try again at once, but once only.</summary>
    public void Repaired() => _repairPending = !_repaired;

    public bool TakeRepair()
    {
        var pending = _repairPending;
        _repaired |= pending;
        _repairPending = false;
        return pending;
    }
}
