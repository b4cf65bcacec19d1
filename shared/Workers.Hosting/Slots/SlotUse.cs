namespace Workers.Hosting.Slots;

/// <summary>Where a job stands with its slot.</summary>
internal enum SlotUse
{
    /// <summary>It has it.</summary>
    Used,

    /// <summary>It is being reported, and the next job may have the slot meanwhile.</summary>
    Lent,

    /// <summary>It has it until it ends: its report has to be sent again.</summary>
    Kept,
}
