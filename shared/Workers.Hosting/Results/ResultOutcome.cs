namespace Workers.Hosting;

/// <summary>What became of a result that was sent to Step Functions or to a reply queue.</summary>
public enum ResultOutcome
{
    /// <summary>It was taken.</summary>
    Accepted,

    /// <summary>It came too late: the task had timed out, or was closed by somebody else.</summary>
    Closed,

    /// <summary>It was refused, or could not be sent in time; nothing more is tried.</summary>
    GivenUp,
}
