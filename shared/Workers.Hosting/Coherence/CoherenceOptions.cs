namespace Workers.Hosting;

/// <summary>What happens when settings contradict each other, or the queue's attributes: section <c>Coherence</c>.</summary>
public sealed class CoherenceOptions
{
    /// <summary>
    /// Whether a worker refuses to start, with exit code 78, when values clash in a way that loses work or repeats it for ever. If not, clashes
    /// are logged as errors.
    /// </summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool RefuseToStart { get; set; } = true;
}
