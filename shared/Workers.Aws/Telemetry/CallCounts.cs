using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Workers.Aws.Transport;

namespace Workers.Aws.Telemetry;

/// <summary>How often each operation was called, a call with its retries being one.</summary>
internal sealed class CallCounts
{
    private readonly ConcurrentDictionary<AwsOperation, StrongBox<long>> _counts = new();

    public void Count(AwsOperation operation) =>
        Interlocked.Increment(ref _counts.GetOrAdd(operation, static _ => new StrongBox<long>()).Value);

    public IReadOnlyDictionary<string, long> Read() =>
        _counts.ToDictionary(pair => pair.Key.Target, pair => Interlocked.Read(ref pair.Value.Value), StringComparer.Ordinal);
}
