using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>The versions and aliases of one state machine.</summary>
internal sealed class StateMachineReleases(string machineArn)
{
    private readonly Lock _gate = new();
    private readonly List<StateMachineVersion> _versions = [];
    private readonly SortedDictionary<string, StateMachineAlias> _aliases = new(StringComparer.Ordinal);
    private int _lastNumber;

    /// <summary>The versions, the newest first.</summary>
    public IReadOnlyList<StateMachineVersion> Versions
    {
        get
        {
            lock (_gate)
            {
                return [.. _versions.AsEnumerable().Reverse()];
            }
        }
    }

    /// <summary>The aliases in the order of their names.</summary>
    public IReadOnlyList<StateMachineAlias> Aliases
    {
        get
        {
            lock (_gate)
            {
                return [.. _aliases.Values];
            }
        }
    }

    /// <summary>Publishes a revision, unless it is the one published last.</summary>
    public StateMachineVersion Publish(StateMachineRevision revision, string? description, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_versions is [.., var last] && ReferenceEquals(last.Revision, revision))
            {
                return last;
            }

            var version = new StateMachineVersion($"{machineArn}:{++_lastNumber}", _lastNumber, revision, description, now);
            _versions.Add(version);
            return version;
        }
    }

    public StateMachineVersion? FindVersion(string arn)
    {
        lock (_gate)
        {
            return _versions.Find(version => version.Arn == arn);
        }
    }

    /// <summary>Deletes a version, if it is there.</summary>
    /// <exception cref="AwsErrorException">ConflictException: an alias leads to it.</exception>
    public void DeleteVersion(string arn)
    {
        lock (_gate)
        {
            var aliases = _aliases.Values.Where(alias => alias.Routes.Any(route => route.VersionArn == arn)).ToList();
            if (aliases.Count > 0)
            {
                throw SfnErrors.Conflict(
                    "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: "
                        + $"[{string.Join(", ", aliases.Select(alias => alias.Name))}]"
                );
            }

            _versions.RemoveAll(version => version.Arn == arn);
        }
    }

    public StateMachineAlias? FindAlias(string name)
    {
        lock (_gate)
        {
            return _aliases.GetValueOrDefault(name);
        }
    }

    /// <summary>Adds an alias, or finds the same one.</summary>
    /// <exception cref="AwsErrorException">ConflictException: there is another one of this name.</exception>
    public StateMachineAlias AddAlias(StateMachineAlias alias)
    {
        lock (_gate)
        {
            if (!_aliases.TryGetValue(alias.Name, out var present))
            {
                return _aliases[alias.Name] = alias;
            }

            return present.Description == alias.Description && present.Routes.SequenceEqual(alias.Routes)
                ? present
                : throw SfnErrors.Conflict(
                    "Failed to create alias because an alias with the same name and a different routing configuration already exists."
                );
        }
    }

    public void ReplaceAlias(StateMachineAlias alias)
    {
        lock (_gate)
        {
            _aliases[alias.Name] = alias;
        }
    }

    public void DeleteAlias(string name)
    {
        lock (_gate)
        {
            _aliases.Remove(name);
        }
    }
}
