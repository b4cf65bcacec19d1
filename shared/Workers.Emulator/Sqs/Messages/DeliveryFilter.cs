namespace Workers.Emulator.Sqs.Messages;

/// <summary>Which attributes a receive asked for.</summary>
internal sealed class DeliveryFilter
{
    private const string AnySuffix = ".*";

    private readonly HashSet<string> _systemNames;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _prefixes = [];
    private readonly bool _wantsAllSystem;
    private readonly bool _wantsAll;

    /// <param name="systemNames">Names of system attributes, or All.</param>
    /// <param name="names">Names of the sender's attributes, prefixes as <c>Trace.*</c>, or All.</param>
    /// <exception cref="Protocol.AwsErrorException">There is no such system attribute.</exception>
    public DeliveryFilter(IReadOnlyCollection<string> systemNames, IReadOnlyCollection<string> names)
    {
        if (systemNames.FirstOrDefault(name => !SystemAttributeNames.Known.Contains(name)) is { } unknown)
        {
            throw SqsErrors.UnknownAttribute(unknown);
        }

        _systemNames = new HashSet<string>(systemNames, StringComparer.Ordinal);
        _wantsAllSystem = _systemNames.Contains(SystemAttributeNames.All);
        foreach (var name in names)
        {
            if (name is SystemAttributeNames.All or "*" or AnySuffix)
            {
                _wantsAll = true;
            }
            else if (name.EndsWith(AnySuffix, StringComparison.Ordinal))
            {
                _prefixes.Add(name[..^AnySuffix.Length]);
            }
            else
            {
                _names.Add(name);
            }
        }
    }

    public bool WantsAnySystemAttribute => _systemNames.Count > 0;

    public bool WantsSystemAttribute(string name) => _wantsAllSystem || _systemNames.Contains(name);

    public IReadOnlyList<MessageAttribute> Select(IReadOnlyList<MessageAttribute> attributes) =>
        _wantsAll || attributes.Count == 0 ? attributes
        : _names.Count == 0 && _prefixes.Count == 0 ? []
        :
        [
            .. attributes.Where(attribute =>
                _names.Contains(attribute.Name) || _prefixes.Exists(prefix => attribute.Name.StartsWith(prefix, StringComparison.Ordinal))
            ),
        ];
}
