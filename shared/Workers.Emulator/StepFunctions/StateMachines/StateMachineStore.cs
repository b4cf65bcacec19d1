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

    /// <summary>Adds a state machine, or finds the one that has its name.</summary>
    public StateMachine GetOrAdd(StateMachine machine) => _byArn.GetOrAdd(machine.Arn, machine);

    public bool Remove(string arn) => _byArn.TryRemove(arn, out _);
}
