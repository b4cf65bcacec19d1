using DispatchWorker.Settings;
using DispatchWorker.Vault;

namespace DispatchWorker.Processors;

/// <summary>Hands a job to whoever does it. The same hand-over may come more than once; its id tells.</summary>
internal interface IProcessor
{
    /// <summary>What it hands over to.</summary>
    ProcessorKind Kind { get; }

    /// <summary>Hands over once.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="handover">Which one.</param>
    /// <param name="body">The hand-over's text, see <see cref="HandoverMessage"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HandoverRefusedException">The processor refused it, and would again.</exception>
    /// <exception cref="HandoverException">It did not get through; it is tried again.</exception>
    Task SendAsync(DispatchTarget target, Handover handover, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}

/// <summary>A hand-over that did not get through.</summary>
internal class HandoverException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>A hand-over that the processor refused.</summary>
internal sealed class HandoverRefusedException(string message, Exception? innerException = null)
    : HandoverException(message, innerException);
