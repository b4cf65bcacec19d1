namespace Scaling.Fleet;

/// <summary>A job.</summary>
/// <param name="Arrival">When it came, in seconds.</param>
/// <param name="Seconds">How long it takes.</param>
/// <param name="IsPoison">Whether nobody can do it: it is returned, later and later, until it is dead-lettered.</param>
internal sealed record Job(int Arrival, int Seconds, bool IsPoison = false)
{
    /// <summary>How often it was received.</summary>
    public int Receives { get; set; }

    /// <summary>When it was first received, in seconds.</summary>
    public int? Started { get; set; }
}
