namespace DispatchWorker.Settings;

/// <summary>The callback API: section <c>Callbacks</c>.</summary>
internal sealed record CallbackSettings
{
    /// <summary>Where it listens.</summary>
    public string Url { get; init; } = "http://127.0.0.1:8081";

    /// <summary>The address under which processors reach it; hand-overs carry it.</summary>
    public string PublicUrl { get; init; } = "http://127.0.0.1:8081";

    /// <summary>How far a request's time stamp may be from the worker's clock.</summary>
    public TimeSpan SignatureWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many requests a second are let in for all ids together.</summary>
    public int RequestsPerSecond { get; init; } = 200;

    /// <summary>How many requests a second are let in for one id.</summary>
    public int RequestsPerSecondPerId { get; init; } = 5;

    /// <summary>How long a hand-over stays in the vault after its deadline, so that late callbacks get a proper answer.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How often the vault is read for what another worker left behind.</summary>
    public TimeSpan Rescan { get; init; } = TimeSpan.FromSeconds(30);
}
