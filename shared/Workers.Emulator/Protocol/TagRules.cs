using System.Text.Json;

namespace Workers.Emulator.Protocol;

/// <summary>What of tags differs from service to service.</summary>
internal sealed record TagRules
{
    /// <summary>How many tags a resource may have, in every service.</summary>
    public const int Most = 50;

    /// <summary>The member that lists the tags.</summary>
    public required string List { get; init; }

    /// <summary>A tag's member for its key.</summary>
    public required string Key { get; init; }

    /// <summary>A tag's member for its value.</summary>
    public required string Value { get; init; }

    /// <summary>Whether the tags are listed by key; otherwise in the order in which they were added.</summary>
    public required bool IsSorted { get; init; }

    /// <summary>Reads one tag, and refuses one that breaks the service's constraints in the service's words.</summary>
    public required Func<JsonElement, KeyValuePair<string, string>> Read { get; init; }

    /// <summary>The error of a resource that would have too many.</summary>
    public required Func<AwsErrorException> TooMany { get; init; }

    /// <summary>Reads the tags that a request lists; without the list there are none.</summary>
    /// <exception cref="AwsErrorException">A tag breaks the service's constraints, or there are more than 50.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> ReadAll(JsonElement request)
    {
        var tags = request.Elements(List).ConvertAll(tag => Read(tag));
        Limit(tags);
        return tags;
    }

    /// <exception cref="AwsErrorException">There are more than 50; those of the same key count once.</exception>
    public void Limit(IEnumerable<KeyValuePair<string, string>> tags)
    {
        if (tags.DistinctBy(tag => tag.Key, StringComparer.Ordinal).Skip(Most).Any())
        {
            throw TooMany();
        }
    }
}
