using LocalFleet.Definitions;
using LocalFleet.Provisioning;
using Workers.Testing;

namespace LocalFleet.Tests;

/// <summary>The definitions with the values that a run gives them.</summary>
public sealed class FleetMachinesTests
{
    private static readonly string Patterns = Path.Combine(AppContext.BaseDirectory, "Patterns");

    [Theory]
    [InlineData(1)]
    [InlineData(2020)]
    [InlineData(100_000)]
    public async Task All_AnyNumberOfClaims_AreAcceptedByTheEmulator(int claims)
    {
        await using var host = new WorkflowTestHost();
        var machines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var machine in FleetMachines.All)
        {
            var variables = machine.Variables(Context(LocalSettings.For(claims), machines));
            var template = await File.ReadAllTextAsync(Path.Combine(Patterns, machine.Definition), TestContext.Current.CancellationToken);

            var arn = await host.CreateStateMachineAsync(
                machine.Name,
                DefinitionTemplate.Render(template, variables),
                TestContext.Current.CancellationToken
            );

            machines.Add(machine.Name, arn);
        }

        Assert.Equal(8, machines.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2020)]
    [InlineData(100_000)]
    public void For_ABurstOfClaims_LeavesEnoughTimeInTheQueuesAndEachLimitInsideTheNext(int claims)
    {
        var settings = LocalSettings.For(claims);

        Assert.True(settings.Queue >= claims / 20);
        Assert.True(settings.Visibility < settings.Queue);
        Assert.True(settings.Heartbeat < settings.Job);
        int[] limits =
        [
            settings.Job,
            settings.Queue,
            settings.QueuedJob,
            settings.Pattern,
            settings.PatternState,
            settings.OuterPattern,
            settings.Execution,
        ];
        Assert.Equal(limits.Order(), limits);
        Assert.InRange(settings.Heartbeat, 3, 15);
    }

    private static MachineContext Context(LocalSettings settings, IReadOnlyDictionary<string, string> machines) =>
        new(
            settings,
            FleetNames.Activities.All.ToDictionary(name => name, name => $"arn:aws:states:us-east-1:000000000000:activity:{name}"),
            FleetNames.Queues.All.ToDictionary(name => name, name => $"http://localhost:4566/000000000000/{name}"),
            machines
        );
}
