namespace Workers.Hosting.Polling;

/// <summary>
/// Holds polls back for a reason of the runtime's own. It is asked for each poll once its slots are there, because it may have been put on
/// while the loop waited for them; the program's own <see cref="IPollGate"/> is asked before.
/// </summary>
internal interface IPollBrake
{
    /// <summary>Asks for one poll.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="slots">How many slots the poll may fill; may be lowered, not below 1.</param>
    /// <returns><see langword="null"/> when the source may open it now, else a task that ends when it is worth asking again.</returns>
    Task? Hold(string source, ref int slots);

    /// <summary>Why holding back makes the source not ready; <see langword="null"/> when the source may poll, or when holding back is in order.</summary>
    string? Problem(string source);
}
