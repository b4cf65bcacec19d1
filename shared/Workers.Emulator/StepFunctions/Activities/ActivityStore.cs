using System.Collections.Concurrent;

namespace Workers.Emulator.StepFunctions;

/// <summary>The activities by ARN.</summary>
internal sealed class ActivityStore
{
    private readonly ConcurrentDictionary<string, Activity> _byArn = new(StringComparer.Ordinal);

    /// <summary>The activities in the order of their ARNs.</summary>
    public IReadOnlyList<Activity> All => [.. _byArn.Values.OrderBy(activity => activity.Arn, StringComparer.Ordinal)];

    public Activity? Find(string arn) => _byArn.GetValueOrDefault(arn);

    public Activity GetOrAdd(string arn, Func<string, Activity> create) => _byArn.GetOrAdd(arn, create);

    public void Delete(string arn)
    {
        if (_byArn.TryRemove(arn, out var activity))
        {
            activity.Delete();
        }
    }
}
