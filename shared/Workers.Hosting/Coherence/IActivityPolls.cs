namespace Workers.Hosting;

/// <summary>
/// Tells of activities that the program polls by itself, beside the sources that were added to the builder. Register it in
/// <see cref="WorkerHostBuilder.Services"/>: the start then checks that a stop can wait for such polls, too.
/// </summary>
public interface IActivityPolls
{
    /// <summary>The sections of the settings that name the activities, for example <c>Dispatch:pay-claim</c>.</summary>
    IEnumerable<string> Sections { get; }
}
