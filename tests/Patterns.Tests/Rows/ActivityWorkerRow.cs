using Patterns.Tests.Contract;
using Patterns.Tests.Support;

namespace Patterns.Tests.Rows;

/// <summary>Activity and worker.</summary>
[Pattern("activity-worker/definition.asl.json")]
public sealed class ActivityWorkerRow : ActivityContract
{
    private protected override Task<string> DeployAsync() => DeployActivityMachineAsync();

    private protected override Task<string> WorkOfAsync(string execution) => Task.FromResult(execution);

    [Fact]
    public async Task A_job_that_nobody_polls_for_ends_with_its_execution()
    {
        var execution = await Bench.RunAsync(Machine, Question);

        Assert.Equal("TIMED_OUT", execution.Status);
        Assert.Equal(TimeSpan.FromSeconds(Bench.ExecutionTimeout), execution.StopDate - execution.StartDate);
    }
}
