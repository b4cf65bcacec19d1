namespace ActivityWorker.Records;

/// <summary>An airport of the table.</summary>
/// <param name="Code">Its IATA code.</param>
/// <param name="Name">Its name.</param>
/// <param name="City">Its city.</param>
internal sealed record Airport(string Code, string Name, string City)
{
    /// <summary>As a letter calls it, for example <c>Los Angeles International, Los Angeles (LAX)</c>.</summary>
    public override string ToString() => $"{Name}, {City} ({Code})";
}
