namespace EndToEnd.Fleet;

/// <summary>Fleets of processes run one after the other: together they would only slow each other down.</summary>
[CollectionDefinition(nameof(OneFleetAtATime))]
public sealed class OneFleetAtATime : ICollectionFixture<EmulatorFixture>;
