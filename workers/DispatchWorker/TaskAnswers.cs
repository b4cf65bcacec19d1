using Workers.Aws;

namespace DispatchWorker;

/// <summary>What Step Functions says of tasks.</summary>
internal static class TaskAnswers
{
    /// <summary>Whether the task is over. A token that is invalid stays so: as far as anybody can tell, its task is, too.</summary>
    public static bool IsOver(Exception exception) =>
        exception is TaskTimedOutException or TaskDoesNotExistException or InvalidTokenException;
}
