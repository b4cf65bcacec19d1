namespace Workers.Hosting.Ecs;

/// <summary>What became of a request to the agent.</summary>
internal enum AgentResult
{
    /// <summary>The protection is as it was asked for.</summary>
    Done,

    /// <summary>ECS said no.</summary>
    Refused,

    /// <summary>No answer, or none that tells: the request may have gone through.</summary>
    Unknown,
}

/// <summary>The agent's answer.</summary>
/// <param name="Result">What became of the request.</param>
/// <param name="Reason">Why it was not done; empty if it was.</param>
internal readonly record struct AgentAnswer(AgentResult Result, string Reason);
