using LocalFleet.Definitions;
using Workers.Aws.StepFunctions;

namespace LocalFleet.Provisioning;

/// <summary>Creates activities, queues, a rule and the state machines, from the definitions that Terraform deploys.</summary>
internal sealed class Provisioner(
    IStepFunctionsAdministration stepFunctions,
    QueueSetup queues,
    EventRule events,
    LocalSettings settings,
    string definitions
)
{
    private const string RoleArn = "arn:aws:iam::000000000000:role/local-fleet";

    /// <summary>Creates everything.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FleetResources> CreateAsync(CancellationToken cancellationToken)
    {
        var activities = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in FleetNames.Activities.All)
        {
            var created = await stepFunctions.CreateActivityAsync(new CreateActivityRequest { Name = name }, cancellationToken);
            activities[name] = created.ActivityArn;
        }

        var urls = await queues.CreateAsync(FleetNames.Queues.All, settings, cancellationToken);
        await events.CreateAsync(await queues.ArnOfAsync(urls[FleetNames.Queues.Desk], cancellationToken), cancellationToken);

        var machines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var machine in FleetMachines.All)
        {
            var definition = await File.ReadAllTextAsync(Path.Combine(definitions, machine.Definition), cancellationToken);
            var variables = machine.Variables(new MachineContext(settings, activities, urls, machines));
            var created = await stepFunctions.CreateStateMachineAsync(
                new CreateStateMachineRequest
                {
                    Name = machine.Name,
                    Definition = DefinitionTemplate.Render(definition, variables),
                    RoleArn = RoleArn,
                },
                cancellationToken
            );
            machines[machine.Name] = created.StateMachineArn;
        }

        return new FleetResources
        {
            Activities = activities,
            Queues = urls,
            StateMachineArn = machines[FleetNames.Claims],
        };
    }
}
