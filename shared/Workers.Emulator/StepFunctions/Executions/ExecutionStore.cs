using System.Collections.Concurrent;

namespace Workers.Emulator.StepFunctions;

/// <summary>
/// The executions: those that run, and of those that are closed the latest ones, so that an emulator that runs for days stays within its
/// memory.
/// </summary>
/// <param name="retainedClosed">How many closed executions are kept.</param>
internal sealed class ExecutionStore(int retainedClosed)
{
    private readonly ConcurrentDictionary<string, Execution> _byArn = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedList<Execution>> _byMachine = new(StringComparer.Ordinal);
    private readonly Queue<(Execution Execution, ExecutionEnd? End)> _closed = [];

    public IEnumerable<Execution> Running => _byArn.Values.Where(execution => execution.End is null);

    public Execution? Find(string arn) => _byArn.GetValueOrDefault(arn);

    /// <summary>The execution of a request.</summary>
    /// <exception cref="Protocol.AwsErrorException">InvalidArn or ExecutionDoesNotExist.</exception>
    public Execution Get(string arn)
    {
        if (Arns.Split(arn).Type == "express")
        {
            throw SfnErrors.StateMachineTypeNotSupported();
        }

        return Find(arn) ?? Find(Arns.WithoutQualifier(arn)) ?? throw SfnErrors.ExecutionDoesNotExist(arn);
    }

    /// <summary>Adds an execution, or finds the one that has its name.</summary>
    public Execution GetOrAdd(Execution execution)
    {
        lock (_gate)
        {
            var found = _byArn.GetOrAdd(execution.Arn, execution);
            if (ReferenceEquals(found, execution))
            {
                if (!_byMachine.TryGetValue(execution.Machine.Arn, out var list))
                {
                    _byMachine.Add(execution.Machine.Arn, list = []);
                }

                execution.Place = list.AddFirst(execution);
            }

            return found;
        }
    }

    /// <summary>The executions of a machine, the newest first.</summary>
    public IReadOnlyList<Execution> OfMachine(string machineArn, ExecutionStatus? status)
    {
        lock (_gate)
        {
            return _byMachine.TryGetValue(machineArn, out var list)
                ? [.. list.Where(execution => status is null || execution.Status == status)]
                : [];
        }
    }

    /// <summary>Notes that an execution is closed; the oldest closed one may have to go.</summary>
    public void NoteClosed(Execution execution)
    {
        lock (_gate)
        {
            _closed.Enqueue((execution, execution.End));
            while (_closed.Count > retainedClosed)
            {
                var (oldest, end) = _closed.Dequeue();
                // One that was redriven runs, or is further back in the queue.
                if (ReferenceEquals(oldest.End, end))
                {
                    Forget(oldest);
                }
            }
        }
    }

    /// <summary>Drops the closed executions of a machine that is deleted.</summary>
    public void ForgetClosed(string machineArn)
    {
        lock (_gate)
        {
            foreach (var execution in OfMachine(machineArn, status: null).Where(execution => execution.End is not null))
            {
                Forget(execution);
            }
        }
    }

    private void Forget(Execution execution)
    {
        if (execution.Place is { List: { } list } place)
        {
            list.Remove(place);
            execution.Place = null;
            _byArn.TryRemove(KeyValuePair.Create(execution.Arn, execution));
        }
    }
}
