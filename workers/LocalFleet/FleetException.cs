namespace LocalFleet;

/// <summary>Ends the run; the message tells the person at the terminal what happened and what to do.</summary>
internal sealed class FleetException(string message, Exception? innerException = null) : Exception(message, innerException);
