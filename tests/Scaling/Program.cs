using Scaling;
using Scaling.Policy;
using Scaling.Workloads;

// The defaults on every day, then what is tried against them: --grid for the settings of services that run, --zero for those of services that may stand at
// zero, --others for other ways to count.
var defaults = ScalingSettings.Defaults();
Console.WriteLine(
    args switch
    {
        ["--grid"] => Report.Totals(Compare(Candidates.Running(defaults), AllWorkloads.Running)),
        ["--zero"] => Report.Table(Compare(Candidates.FromZero(defaults), AllWorkloads.FromZero).SelectMany(OneByOne)),
        ["--others"] => Report.Table(Compare(Candidates.Others(defaults), AllWorkloads.Running).SelectMany(OneByOne)),
        _ => Report.Table(Compare([("defaults", defaults)], [.. AllWorkloads.Running, .. AllWorkloads.FromZero]).SelectMany(OneByOne)),
    }
);

static IEnumerable<(string Policy, IReadOnlyList<Result> Results)> Compare(
    IEnumerable<(string Policy, ScalingSettings Settings)> policies,
    IReadOnlyList<Workload> workloads
) =>
    policies
        .AsParallel()
        .AsOrdered()
        .Select(policy =>
            (policy.Policy, (IReadOnlyList<Result>)[.. workloads.Select(workload => Simulation.Run(workload, policy.Settings))])
        );

static IEnumerable<(string Policy, Result Result)> OneByOne((string Policy, IReadOnlyList<Result> Results) candidate) =>
    candidate.Results.Select(result => (candidate.Policy, result));
