using LocalFleet.Failures;
using LocalFleet.Outside;
using LocalFleet.Statistics;
using Workers.Aws.StepFunctions;

namespace LocalFleet;

/// <summary>The fleet that claims are sent to: one that this program started, or one that runs already.</summary>
internal sealed record ClaimsTarget
{
    /// <summary>The work order's state machine.</summary>
    public required string StateMachineArn { get; init; }

    /// <summary>Where ApprovalWorker's inbox is.</summary>
    public required string Inbox { get; init; }

    /// <summary>The sign-in in front of the inbox; <see langword="null"/> where it asks nobody to sign in.</summary>
    public SignIn? SignIn { get; init; }

    /// <summary>The folder of the payload store.</summary>
    public required string Payloads { get; init; }

    /// <summary>Brings what the executions have left in another payload store into that folder. Default: it is there.</summary>
    public Func<IReadOnlyList<ExecutionDescription?>, CancellationToken, Task> BringPayloadsAsync { get; init; } =
        static (_, _) => Task.CompletedTask;

    /// <summary>Asks the payment provider how often each claim was paid.</summary>
    public required Func<CancellationToken, Task<IReadOnlyDictionary<string, int>>> PaymentsAsync { get; init; }

    /// <summary>The failures that are injected from here.</summary>
    public required FailureLog Failures { get; init; }

    /// <summary>Takes every reading of the counters. Default: nobody.</summary>
    public Action<EmulatorStatistics> Watch { get; init; } = static _ => { };

    /// <summary>How often workers were started again, where this program knows. Default: 0.</summary>
    public Func<int> Restarts { get; init; } = static () => 0;

    /// <summary>Whether each execution is given a trace of its own in its input.</summary>
    public bool GivesTraces { get; init; }
}
