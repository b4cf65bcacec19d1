using System.Collections.Concurrent;

namespace Workers.Emulator.StepFunctions;

/// <summary>The state machines by ARN.</summary>
internal sealed class StateMachineStore
{
    private readonly ConcurrentDictionary<string, StateMachine> _byArn = new(StringComparer.Ordinal);

    /// <summary>The state machines in the order of their names.</summary>
    public IReadOnlyList<StateMachine> All => [.. _byArn.Values.OrderBy(machine => machine.Name, StringComparer.Ordinal)];

    public StateMachine? Find(string arn) => _byArn.GetValueOrDefault(arn);

    /// <summary>The state machine of a request.</summary>
    /// <exception cref="Protocol.AwsErrorException">InvalidArn or StateMachineDoesNotExist.</exception>
    public StateMachine Get(string arn)
    {
        Arns.Split(arn);
        return Find(arn) ?? throw SfnErrors.StateMachineDoesNotExist(arn);
    }

    /// <summary>What a request's ARN of a state machine, a version or an alias leads to.</summary>
    /// <exception cref="Protocol.AwsErrorException">InvalidArn or StateMachineDoesNotExist.</exception>
    public StateMachineTarget Resolve(string arn)
    {
        if (Find(arn) is { } machine)
        {
            return new StateMachineTarget(machine, machine.Revision);
        }

        var (machineArn, qualifier) = Arns.SplitQualifier(arn);
        if (qualifier is null || Find(machineArn) is not { } owner)
        {
            throw SfnErrors.StateMachineDoesNotExist(arn);
        }

        var alias = owner.Releases.FindAlias(qualifier);
        var version =
            owner.Releases.FindVersion(alias?.Route(Random.Shared.Next(100)) ?? arn) ?? throw SfnErrors.StateMachineDoesNotExist(arn);
        return new StateMachineTarget(owner, version.Revision, version.Arn, alias?.Arn);
    }

    /// <summary>Adds a state machine, or finds the one that has its name.</summary>
    public StateMachine GetOrAdd(StateMachine machine) => _byArn.GetOrAdd(machine.Arn, machine);

    public bool Remove(string arn) => _byArn.TryRemove(arn, out _);
}
