namespace Workers.Hosting.Jobs;

/// <summary>An activity that was added to the builder.</summary>
internal sealed record ActivityRegistration(string Name, JobInvoker Invoker, Action<ActivityOptions>? Configure);

/// <summary>A queue that was added to the builder.</summary>
internal sealed record QueueRegistration(string Name, JobInvoker Invoker, Action<QueueOptions>? Configure)
{
    /// <summary>The section of the settings that names its sources.</summary>
    public string Section { get; init; } = "Queues";

    /// <summary>Whether its messages have been given up, and are only settled.</summary>
    public bool IsDeadLetters => !Invoker.NeedsInput;
}
