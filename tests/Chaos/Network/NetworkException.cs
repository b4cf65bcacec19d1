namespace Chaos.Network;

/// <summary>The workers cannot have networks of their own; the message tells why.</summary>
internal sealed class NetworkException(string message, Exception? innerException = null) : Exception(message, innerException);
