namespace ActivityWorker.Claims;

/// <summary>What a late flight pays: from 60 minutes of delay on, by distance.</summary>
internal static class Tariff
{
    /// <summary>The shortest delay that is paid, in minutes.</summary>
    public const int PayableFromMinutes = 60;

    /// <summary>The tariff's currency.</summary>
    public const string Currency = "USD";

    /// <summary>The band of a distance in statute miles, and what it pays in whole US dollars.</summary>
    public static (string Band, int Amount) ForDistance(int miles) =>
        miles switch
        {
            < 300 => ("short", 75),
            < 750 => ("medium", 150),
            < 1500 => ("long", 250),
            _ => ("transcontinental", 400),
        };
}
