namespace Workers.Hosting.Payloads;

/// <summary>
/// Keeps inputs and results that are handed on by reference: those of a worker that runs once, whose state machine sees no output, and whatever
/// is too large to travel in a state.
/// </summary>
public interface IPayloadStore
{
    /// <summary>Reads a payload.</summary>
    /// <param name="key">Its key, as it was written.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>JSON text in UTF-8, or <see langword="null"/> when there is none under the key.</returns>
    /// <exception cref="ArgumentException">The key is not a relative path; see <see cref="WriteAsync"/>.</exception>
    Task<ReadOnlyMemory<byte>?> ReadAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Writes a payload, in place of what the key had: another attempt of the same job replaces the result.</summary>
    /// <param name="key">
    /// Names it: segments separated by <c>/</c>, for example <c>execution/state</c>, at most 1,024 bytes of UTF-8. No segment is empty, <c>.</c> or
    /// <c>..</c>, and none has a backslash or a control character.
    /// </param>
    /// <param name="payload">JSON text in UTF-8.</param>
    /// <param name="cancellationToken">Gives up. The payload may have been written nonetheless.</param>
    /// <exception cref="ArgumentException">The key is none, or the payload is too large for the store.</exception>
    Task WriteAsync(string key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default);
}
