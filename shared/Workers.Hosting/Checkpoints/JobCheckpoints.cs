using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Workers.Hosting.Checkpoints;
using Workers.Hosting.Stores;

namespace Workers.Hosting;

/// <summary>
/// A job's progress, kept outside the worker: what one attempt saves, the next one loads, on whichever worker it runs. It is deleted when the
/// job has succeeded.
/// </summary>
/// <remarks>
/// <para>
/// Save after a step's side effect; if the worker dies between the two, the next attempt does that one step again. Steps should therefore
/// be safe to repeat, for example under a key made of <see cref="JobContext.IdempotencyKey"/> and the step's number.
/// </para>
/// <para>
/// One attempt at a time owns the checkpoint: the one that loaded it last. An older one that is still alive, for example after a pause of
/// its machine, is refused at its next save.
/// </para>
/// <para>Its methods may be called from several threads; they run one after the other.</para>
/// </remarks>
#pragma warning disable CA1001 // The semaphore holds nothing to dispose of: its wait handle is not used.
public sealed class JobCheckpoints
#pragma warning restore CA1001
{
    // Each turn is lost only to a write of an older attempt, which is its last.
    private const int MostClaims = 10;

    private readonly IRecordStore _store;
    private readonly RecordKey _key;
    private readonly TimeSpan _expiry;
    private readonly TimeProvider _time;
    private readonly Action _superseded;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _owner = Guid.NewGuid().ToString("N");
    private long _version;
    private DateTimeOffset _expires;
    private JsonElement? _value;

    internal JobCheckpoints(IRecordStore store, RecordKey key, TimeSpan expiry, TimeProvider time, Action superseded)
    {
        _store = store;
        _key = key;
        _expiry = expiry;
        _time = time;
        _superseded = superseded;
    }

    /// <summary>Loads what an earlier attempt saved last, and takes the checkpoint over from it.</summary>
    /// <param name="type">How it is read, from a source-generated JSON context.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The progress, or <see langword="null"/> when none was saved.</returns>
    /// <exception cref="CheckpointConflictException">A later attempt has taken the checkpoint over in the meantime.</exception>
    /// <exception cref="JobFailedException">
    /// The checkpoint does not fit <typeparamref name="T"/>, as after a change of the type: fails the job as
    /// <see cref="WorkerErrors.InvalidCheckpoint"/>.
    /// </exception>
    public async Task<T?> LoadAsync<T>(JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
        where T : class
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_version == 0)
            {
                await ClaimAsync(cancellationToken);
            }

            return _value is { } value ? value.Deserialize(type) : null;
        }
        catch (JsonException exception)
        {
            throw new JobFailedException(
                WorkerErrors.InvalidCheckpoint,
                $"The checkpoint does not fit {typeof(T).Name} at {exception.Path}: {exception.Message} It was saved by another version of "
                    + "the handler: let the new one read what the old one saved.",
                exception
            )
            {
                LoggedCause = $"The checkpoint does not fit {typeof(T).Name}",
            };
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Saves the progress in place of what was saved before.</summary>
    /// <param name="value">The progress; serialized at most about 349,000 bytes in UTF-8.</param>
    /// <param name="type">How it is written, from a source-generated JSON context.</param>
    /// <param name="cancellationToken">
    /// Gives up. The progress may have been saved nonetheless. To save while the job is being cancelled, give another token than the handler's.
    /// </param>
    /// <exception cref="CheckpointConflictException">A later attempt has taken the checkpoint over.</exception>
    /// <exception cref="ArgumentException">The progress is too large.</exception>
    public async Task SaveAsync<T>(T value, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
        where T : class
    {
        var element = JsonSerializer.SerializeToElement(value, type);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_version == 0)
            {
                await ClaimAsync(cancellationToken);
            }

            if (!await TryWriteAsync(element, _version, cancellationToken))
            {
                await WriteAgainAsync(element, cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Deletes the checkpoint, unless a later attempt owns it.</summary>
    internal async Task DeleteAsync(CancellationToken cancellationToken)
    {
        if (_version != 0)
        {
            await _store.TryDeleteAsync(_key, _version, cancellationToken);
        }
    }

    // Written even where there is nothing yet: from now on an older attempt's save meets another version than it knows.
    private async Task ClaimAsync(CancellationToken cancellationToken)
    {
        for (var turn = 0; turn < MostClaims; turn++)
        {
            var found = await _store.GetAsync(_key, cancellationToken);
            _value = found is null ? null : CheckpointRecord.Read(found.Value).Value;
            if (await TryWriteAsync(_value, found?.Version ?? 0, cancellationToken))
            {
                return;
            }
        }

        throw Superseded();
    }

    private async Task WriteAgainAsync(JsonElement value, CancellationToken cancellationToken)
    {
        var found = await _store.GetAsync(_key, cancellationToken);
        var isOwn = found is null
            // Nobody else deletes it but an attempt that has succeeded; it may have expired, though.
            ? _expires <= _time.GetUtcNow()
            // An earlier save whose answer was lost.
            : CheckpointRecord.Read(found.Value).Owner == _owner;
        if (!isOwn || !await TryWriteAsync(value, found?.Version ?? 0, cancellationToken))
        {
            throw Superseded();
        }
    }

    private async Task<bool> TryWriteAsync(JsonElement? value, long expected, CancellationToken cancellationToken)
    {
        var expires = _time.GetUtcNow() + _expiry;
        var record = new CheckpointRecord(_owner, value).Write();
        if (await _store.TryPutAsync(_key, record, expected, expires, cancellationToken) is not { } version)
        {
            return false;
        }

        _version = version;
        _expires = expires;
        _value = value;
        return true;
    }

    private CheckpointConflictException Superseded()
    {
        _superseded();
        return new CheckpointConflictException();
    }
}
