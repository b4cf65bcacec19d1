using Patterns.Tests.Contract;
using Patterns.Tests.Support;
using Workers.Aws.StepFunctions;

namespace Patterns.Tests.Rows;

/// <summary>A nested execution, whose child waits for an activity: the parent ends as the child does.</summary>
[Pattern("nested-execution/definition.asl.json")]
public sealed class NestedExecutionRow : ActivityContract
{
    private string _child = "";

    [Fact]
    public async Task A_child_that_ends_without_a_name_is_named()
    {
        var parent = await Bench.RunAsync(Machine, Question);

        Assert.Equal(("FAILED", "Nested.Ended"), (parent.Status, parent.Error));
        Assert.Equal($"{await WorkOfAsync(parent.ExecutionArn)} ended as TIMED_OUT", parent.Cause);
    }

    [Fact]
    public async Task A_child_that_is_stopped_from_outside_ends_its_parent()
    {
        Bench.Cue.HoldFirst();
        await StartWorkerAsync();
        var parent = await Bench.BeginAsync(Machine, Question);

        var child = await WorkOfAsync(parent);
        await Bench.Host.StepFunctions.StopExecutionAsync(new StopExecutionRequest { ExecutionArn = child }, Bench.Stop);
        var ended = await Bench.EndAsync(parent);

        Assert.Equal(("FAILED", "Nested.Ended"), (ended.Status, ended.Error));
    }

    [Fact]
    public async Task A_child_that_cannot_be_started_fails_its_parent_by_the_services_name()
    {
        var parent = await Bench.DeployAsync(
            "nested-execution/definition.asl.json",
            ("state_machine_arn", $"{_child}-missing"),
            ("timeout_seconds", "60")
        );

        var ended = await Bench.RunAsync(parent, Question);

        Assert.Equal(("FAILED", "StepFunctions.StateMachineDoesNotExistException"), (ended.Status, ended.Error));
        Assert.Contains("missing", ended.Cause, StringComparison.Ordinal);
    }

    private protected override async Task<string> DeployAsync()
    {
        _child = await DeployActivityMachineAsync();
        return await Bench.DeployAsync(
            "nested-execution/definition.asl.json",
            ("state_machine_arn", _child),
            ("timeout_seconds", Bench.Text(Bench.ExecutionTimeout * 2)),
            ("execution_timeout_seconds", Bench.Text(Bench.ExecutionTimeout * 3))
        );
    }

    // That there is but one is part of every promise.
    private protected override async Task<string> WorkOfAsync(string execution)
    {
        var request = new ListExecutionsRequest { StateMachineArn = _child };
        return Assert.Single((await Bench.Host.StepFunctions.ListExecutionsAsync(request, Bench.Stop)).Executions).ExecutionArn;
    }
}
