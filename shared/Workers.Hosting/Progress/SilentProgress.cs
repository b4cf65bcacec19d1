namespace Workers.Hosting.Progress;

/// <summary>The progress of a job for which nobody waits at a reply queue.</summary>
internal sealed class SilentProgress : IJobProgress
{
    public static SilentProgress Instance { get; } = new();

    public Task ReportAsync(double percent, TimeSpan nextLookIn, CancellationToken cancellationToken)
    {
        ProgressMessage.ThrowIfWrong(percent, nextLookIn);
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;
    }
}
