namespace LocalFleet.Provisioning;

/// <summary>What the variables of definitions are made of.</summary>
/// <param name="Settings">The time limits.</param>
/// <param name="Activities">The activities' ARNs by name.</param>
/// <param name="Queues">The queues' URLs by name.</param>
/// <param name="Machines">The ARNs, by name, of the state machines that were created before.</param>
internal sealed record MachineContext(
    LocalSettings Settings,
    IReadOnlyDictionary<string, string> Activities,
    IReadOnlyDictionary<string, string> Queues,
    IReadOnlyDictionary<string, string> Machines
);

/// <summary>A state machine of the run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Definition">Its definition's file, below <c>terraform/patterns</c>.</param>
/// <param name="Variables">Gives each variable of the definition its value.</param>
internal sealed record FleetMachine(string Name, string Definition, Func<MachineContext, Dictionary<string, string>> Variables);
