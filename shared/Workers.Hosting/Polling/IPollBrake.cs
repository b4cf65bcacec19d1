namespace Workers.Hosting.Polling;

/// <summary>
/// Holds polls back for a reason of the runtime's own. It is asked for each poll once its slots are there, because it may have been put on
/// while the loop waited for them; the program's own <see cref="IPollGate"/> is asked before.
/// </summary>
internal interface IPollBrake
{
    /// <summary>Asks for one poll.</summary>
    /// <returns><see langword="null"/> when the source may open it now, else a task that ends when it is worth asking again.</returns>
    Task? Hold(string source);

    /// <summary>Why holding back makes the source not ready; <see langword="null"/> when the source may poll, or when holding back is in order.</summary>
    string? Problem(string source);
}
