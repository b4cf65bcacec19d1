namespace DispatchWorker.Tests.Support;

/// <summary>When a dispatcher crashes.</summary>
/// <param name="Effect">At which of its effects on the world, for example <c>put dispatch</c> or <c>StartExecution</c>.</param>
/// <param name="Occurrence">At which of these, counted from 1.</param>
/// <param name="AfterIt">Whether the effect comes about and only its answer does not.</param>
public sealed record CrashPoint(string Effect, int Occurrence, bool AfterIt);

/// <summary>Crashes a dispatcher at one of its effects on the world.</summary>
/// <param name="point">Where; <see langword="null"/> for nowhere.</param>
internal sealed class CrashTrap(CrashPoint? point)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _effects = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _sprung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the dispatcher as <c>kill -9</c> does.</summary>
    public Action Crash { get; set; } = () => throw new InvalidOperationException("The dispatcher has not started.");

    /// <summary>Whether the dispatcher has crashed.</summary>
    public bool HasSprung => _sprung.Task.IsCompleted;

    /// <summary>Completes when the dispatcher has crashed.</summary>
    public Task Sprung => _sprung.Task;

    /// <summary>Crashes the dispatcher now.</summary>
    public void Spring()
    {
        Crash();
        _sprung.TrySetResult();
    }

    /// <summary>Does something in the world for the dispatcher, or crashes it.</summary>
    public async Task<T> DoAsync<T>(string effect, Func<Task<T>> call)
    {
        var isLast = IsLast(effect);
        if (isLast && !point!.AfterIt)
        {
            await SpringForEverAsync();
        }

        var result = await call();
        if (isLast)
        {
            await SpringForEverAsync();
        }

        return result;
    }

    /// <inheritdoc cref="DoAsync{T}"/>
    public Task DoAsync(string effect, Func<Task> call) =>
        DoAsync(
            effect,
            async () =>
            {
                await call();
                return true;
            }
        );

    /// <summary>Passes on what somebody hands to the dispatcher; it may crash with that in its hand.</summary>
    public Task PassOnAsync(string effect) => IsLast(effect) ? SpringForEverAsync() : Task.CompletedTask;

    // Nothing that comes after it runs.
    private Task SpringForEverAsync()
    {
        Spring();
        return new TaskCompletionSource().Task;
    }

    private bool IsLast(string effect)
    {
        lock (_gate)
        {
            var occurrence = _effects[effect] = _effects.GetValueOrDefault(effect) + 1;
            return point?.Effect == effect && point.Occurrence == occurrence;
        }
    }
}
