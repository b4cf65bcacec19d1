namespace Chaos.Faults;

/// <summary>What is done to a worker.</summary>
internal enum FaultKind
{
    /// <summary><c>kill -9</c>, and a restart.</summary>
    Kill,

    /// <summary>SIGTERM, and a restart once it has ended.</summary>
    Terminate,

    /// <summary>SIGSTOP, and SIGCONT later.</summary>
    Freeze,

    /// <summary>Its network interface goes down: what it sends fails at once.</summary>
    LinkDown,

    /// <summary>Its cable is pulled at the other end: what it sends vanishes, and nothing tells.</summary>
    SilentLoss,
}
