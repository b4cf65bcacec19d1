namespace LocalFleet;

/// <summary>What lies beside the program.</summary>
internal static class FleetFiles
{
    /// <summary>The folder of the data files.</summary>
    public static string Data { get; } = Path.Combine(AppContext.BaseDirectory, "Data");

    /// <summary>The tariff.</summary>
    public static string Tariff { get; } = Path.Combine(Data, "tariff.csv");

    /// <summary>The folder of the state machines' definitions.</summary>
    public static string Definitions { get; } = Path.Combine(AppContext.BaseDirectory, "Definitions");
}
