namespace Workers.Hosting.Slots;

/// <summary>What a pool knows of a job.</summary>
internal abstract class SlotHolder
{
    /// <summary>Where the job stands with its slot. Only its pool changes it.</summary>
    public SlotUse Slot { get; set; }

    /// <summary>Whether it is the job's turn to run.</summary>
    public bool HasTurn { get; set; }
}
