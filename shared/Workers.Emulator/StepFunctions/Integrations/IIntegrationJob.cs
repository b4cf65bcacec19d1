namespace Workers.Emulator.StepFunctions;

/// <summary>What a call has started and a state may wait for: an execution, or a task of a container.</summary>
internal interface IIntegrationJob
{
    /// <summary>Calls back once, when the job has ended, with what that means for the state: at once if it has already.</summary>
    void WhenEnded(Action<TaskOutcome> observer);

    /// <summary>Ends the job: nobody waits for it any more.</summary>
    void Stop();
}
