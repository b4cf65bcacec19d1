namespace Workers.Testing;

/// <summary>
/// What ties one worker to the world. Once it is cut, nothing the worker does reaches anything, as after <c>kill -9</c>: what is under way is
/// broken off on the other side, and no answer, no timer and no record comes back.
/// </summary>
internal sealed class Cord : IDisposable
{
    private readonly CancellationTokenSource _cut = new();

    /// <summary>Cancelled when it is cut.</summary>
    public CancellationToken Token => _cut.Token;

    /// <summary>Whether it is cut.</summary>
    public bool IsCut => _cut.IsCancellationRequested;

    /// <summary>Cuts it.</summary>
    public void Cut() => _cut.Cancel();

    /// <summary>Lets a call through; one that is made, or would return, after the cut never ends.</summary>
    public async Task<T> ThroughAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        if (!IsCut)
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Token);
            try
            {
                var result = await call(linked.Token);
                if (!IsCut)
                {
                    return result;
                }
            }
            catch (Exception) when (IsCut)
            {
                // Nobody is left to hear of it.
            }
        }

        return await new TaskCompletionSource<T>().Task;
    }

    /// <inheritdoc/>
    public void Dispose() => _cut.Dispose();
}
