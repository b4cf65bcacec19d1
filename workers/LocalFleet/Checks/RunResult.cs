using LocalFleet.Claims;
using LocalFleet.Failures;
using LocalFleet.Statistics;
using Workers.Aws.StepFunctions;

namespace LocalFleet.Checks;

/// <summary>How the run went.</summary>
internal sealed record RunResult
{
    /// <summary>How many executions have each status; <c>LOST</c> counts those that the service does not know.</summary>
    public required IReadOnlyDictionary<string, int> ByStatus { get; init; }

    /// <summary>Every claim whose execution did not end as it must, with what is wrong.</summary>
    public required IReadOnlyList<(Claim Claim, string Problem)> Wrong { get; init; }

    /// <summary>Executions that were started and have not ended.</summary>
    public required int Unfinished { get; init; }

    /// <summary>The emulator's counters at the end.</summary>
    public required EmulatorStatistics Statistics { get; init; }

    /// <summary>From the first start to the last end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How often workers were started again.</summary>
    public required int Restarts { get; init; }

    /// <summary>The failures that were injected.</summary>
    public required FailureLog Failures { get; init; }

    /// <summary>How each pattern's jobs went.</summary>
    public IReadOnlyList<PatternStatistics> Patterns => PatternStatistics.Of(Statistics);

    /// <summary>What was begun and did not come to its end: executions that run still, and jobs without a result.</summary>
    public long Lost => Unfinished + Patterns.Sum(pattern => pattern.Open);

    /// <summary>Whether every execution ended as its claim's data says, and nothing was lost.</summary>
    public bool IsRight => Wrong.Count == 0 && Lost == 0;

    /// <summary>Compares every execution with what its claim's data says.</summary>
    public static RunResult Of(
        IReadOnlyList<Claim> claims,
        Expectations expectations,
        IReadOnlyList<ExecutionDescription?> executions,
        EmulatorStatistics statistics,
        RunEvidence evidence,
        FailureLog failures,
        int restarts
    )
    {
        var wrong = new List<(Claim, string)>();
        foreach (var (claim, execution) in claims.Zip(executions))
        {
            var expected = expectations.Of(claim);
            var problem = execution is null
                ? "the service does not know its execution"
                : ExecutionCheck.Compare(claim, expected, execution) ?? MoneyCheck.Compare(claim, expected, execution, evidence);
            if (problem is not null)
            {
                wrong.Add((claim, problem));
            }
        }

        wrong.AddRange(SharedLetters(claims, executions));
        var known = executions.OfType<ExecutionDescription>().ToList();
        return new RunResult
        {
            ByStatus = executions.CountBy(execution => execution?.Status ?? "LOST").ToDictionary(StringComparer.Ordinal),
            Wrong = wrong,
            Unfinished = executions.Count(execution => execution?.StopDate is null),
            Statistics = statistics,
            Duration = known.Count == 0 ? TimeSpan.Zero : known.Max(one => one.StopDate ?? one.StartDate) - known.Min(one => one.StartDate),
            Failures = failures,
            Restarts = restarts,
        };
    }

    private static IEnumerable<(Claim, string)> SharedLetters(IReadOnlyList<Claim> claims, IReadOnlyList<ExecutionDescription?> executions)
    {
        var owners = new Dictionary<string, Claim>(StringComparer.Ordinal);
        foreach (var (claim, execution) in claims.Zip(executions))
        {
            if (ExecutionCheck.LetterId(execution?.Output) is not { } letter)
            {
                continue;
            }

            if (!owners.TryAdd(letter, claim))
            {
                yield return (claim, $"its letter {letter} is also that of claim {owners[letter].ClaimId}");
            }
        }
    }
}
