using Scaling;
using Scaling.Policy;
using Scaling.Workloads;

// The defaults on every day, then what is tried against them: --grid for the settings, --others for other ways to count.
var defaults = ScalingSettings.Defaults();
IEnumerable<(string Policy, ScalingSettings Settings)> policies = args switch
{
    ["--grid"] => Candidates.Grid(defaults),
    ["--others"] => Candidates.Others(defaults),
    _ => [("defaults", defaults)],
};
Console.WriteLine(
    Report.Table(
        from workload in AllWorkloads.All
        from policy in policies
        select (policy.Policy, Simulation.Run(workload, policy.Settings))
    )
);
