using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.EventBridge.Rules;

/// <summary>The event buses by name, and the ARNs of all that is on them.</summary>
internal sealed class BusStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, EventBus> _buses = new(StringComparer.Ordinal);
    private readonly string _prefix;
    private readonly TimeProvider _clock;

    public BusStore(EmulatorContext context)
    {
        _clock = context.TimeProvider;
        _prefix = $"arn:aws:events:{context.Region}:{context.AccountId}:";
        _buses[EventBus.DefaultName] = new EventBus(EventBus.DefaultName, BusArn(EventBus.DefaultName), _clock.GetUtcNow());
    }

    public IReadOnlyList<EventBus> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _buses.Values];
            }
        }
    }

    public string RuleArn(EventBus bus, string rule) => bus.IsDefault ? $"{_prefix}rule/{rule}" : $"{_prefix}rule/{bus.Name}/{rule}";

    /// <summary>The bus that a request names by its member <c>EventBusName</c>; the default bus if it names none.</summary>
    /// <exception cref="AwsErrorException">ResourceNotFoundException.</exception>
    public EventBus Of(JsonElement request, string member = "EventBusName")
    {
        var name = request.Limited(member, 1_600, 1) ?? EventBus.DefaultName;
        return Find(name) ?? throw EventBridgeErrors.BusDoesNotExist(NameIn(name));
    }

    /// <summary>The bus of a name or an ARN.</summary>
    public EventBus? Find(string nameOrArn)
    {
        if (nameOrArn.StartsWith("arn:", StringComparison.Ordinal) && !nameOrArn.StartsWith(BusArn(""), StringComparison.Ordinal))
        {
            return null;
        }

        lock (_lock)
        {
            return _buses.GetValueOrDefault(NameIn(nameOrArn));
        }
    }

    /// <exception cref="AwsErrorException">The name is taken, or there are too many buses.</exception>
    public EventBus Create(string name)
    {
        lock (_lock)
        {
            if (_buses.ContainsKey(name))
            {
                throw EventBridgeErrors.BusExists(name);
            }

            if (_buses.Count >= EventBridgeLimits.Buses)
            {
                throw EventBridgeErrors.LimitExceeded();
            }

            return _buses[name] = new EventBus(name, BusArn(name), _clock.GetUtcNow());
        }
    }

    /// <summary>Deletes a bus; one that is not there is deleted all the same.</summary>
    /// <exception cref="AwsErrorException">The bus still has rules.</exception>
    public void Delete(string name)
    {
        lock (_lock)
        {
            if (_buses.TryGetValue(name, out var bus) && bus.Rules.Count > 0)
            {
                throw EventBridgeErrors.Validation($"Event bus {name} can't be deleted since it has rules.");
            }

            _buses.Remove(name);
        }
    }

    /// <summary>The tags of the bus or the rule that an ARN names.</summary>
    /// <exception cref="AwsErrorException">There is no such bus or rule, or it is no ARN of EventBridge.</exception>
    public TagSet TagsOf(string arn)
    {
        if (arn.StartsWith(BusArn(""), StringComparison.Ordinal))
        {
            return (Find(arn) ?? throw EventBridgeErrors.BusDoesNotExist(NameIn(arn))).Tags;
        }

        var prefix = $"{_prefix}rule/";
        if (!arn.StartsWith(prefix, StringComparison.Ordinal))
        {
            throw EventBridgeErrors.Validation($"Parameter {arn} is not valid. Reason: Provided Arn is not in correct format.");
        }

        var path = arn[prefix.Length..];
        var slash = path.LastIndexOf('/');
        var busName = slash < 0 ? EventBus.DefaultName : path[..slash];
        return (Find(busName) ?? throw EventBridgeErrors.BusDoesNotExist(busName)).Get(path[(slash + 1)..]).Tags;
    }

    private string BusArn(string name) => $"{_prefix}event-bus/{name}";

    private string NameIn(string nameOrArn) =>
        nameOrArn.StartsWith(BusArn(""), StringComparison.Ordinal) ? nameOrArn[BusArn("").Length..] : nameOrArn;
}
