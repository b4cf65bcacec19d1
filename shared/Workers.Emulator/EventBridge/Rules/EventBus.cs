using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.EventBridge.Rules;

/// <summary>An event bus and its rules.</summary>
internal sealed class EventBus(string name, string arn, DateTimeOffset created)
{
    public const string DefaultName = "default";

    private readonly SortedDictionary<string, Rule> _rules = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public string Arn { get; } = arn;

    public DateTimeOffset Created { get; } = created;

    public DateTimeOffset Modified { get; set; } = created;

    public string? Description { get; set; }

    /// <summary>Settings that are kept and answered but have no effect, by their names in the API.</summary>
    public IReadOnlyList<(string Name, JsonElement Value)> Kept { get; set; } = [];

    public TagSet Tags { get; } = EventBridgeTags.Create();

    /// <summary>Held while rules and their targets change.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The rules by name.</summary>
    public IReadOnlyList<Rule> Rules
    {
        get
        {
            lock (Gate)
            {
                return [.. _rules.Values];
            }
        }
    }

    public bool IsDefault => Name == DefaultName;

    /// <exception cref="AwsErrorException">ResourceNotFoundException.</exception>
    public Rule Get(string rule)
    {
        lock (Gate)
        {
            return _rules.GetValueOrDefault(rule) ?? throw EventBridgeErrors.RuleDoesNotExist(rule, Name);
        }
    }

    /// <summary>Adds a rule or replaces its settings.</summary>
    /// <exception cref="AwsErrorException">LimitExceededException.</exception>
    public Rule Put(string rule, string ruleArn, RuleSettings settings)
    {
        lock (Gate)
        {
            if (_rules.TryGetValue(rule, out var existing))
            {
                existing.Settings = settings;
                return existing;
            }

            if (_rules.Count >= EventBridgeLimits.RulesOfBus)
            {
                throw EventBridgeErrors.LimitExceeded();
            }

            return _rules[rule] = new Rule(rule, Name, ruleArn, settings);
        }
    }

    /// <summary>Deletes a rule; one that is not there is deleted all the same.</summary>
    /// <exception cref="AwsErrorException">The rule still has targets.</exception>
    public void Delete(string rule)
    {
        lock (Gate)
        {
            if (_rules.TryGetValue(rule, out var existing) && existing.Targets.Count > 0)
            {
                throw EventBridgeErrors.Validation("Rule can't be deleted since it has targets.");
            }

            _rules.Remove(rule);
        }
    }
}
