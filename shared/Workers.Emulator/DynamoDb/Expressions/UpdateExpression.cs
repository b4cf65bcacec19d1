using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.DynamoDb;

/// <summary>Changes items as an update expression says: SET, REMOVE, ADD and DELETE of whole attributes.</summary>
internal sealed class UpdateExpression
{
    private readonly ExpressionReader _reader;
    private readonly List<(string Name, Func<Item, JsonElement?> Value)> _changes = [];

    private UpdateExpression(ExpressionReader reader) => _reader = reader;

    /// <summary>The attributes that it changes.</summary>
    public IEnumerable<string> Names => _changes.Select(change => change.Name);

    /// <summary>Reads the expression of a request; one that changes nothing when there is none.</summary>
    /// <exception cref="AwsErrorException">ValidationException: it is no expression.</exception>
    public static UpdateExpression Parse(JsonElement request)
    {
        var reader = new ExpressionReader("UpdateExpression", request.Text("UpdateExpression") ?? "", request);
        var expression = new UpdateExpression(reader);
        while (!reader.IsAtEnd)
        {
            expression.Clause();
        }

        return expression;
    }

    /// <summary>The changed item; all values are found in the item as it was.</summary>
    public Item Apply(Item item)
    {
        var changed = item.Copy();
        foreach (var (name, value) in _changes)
        {
            if (value(item) is { } found)
            {
                changed[name] = found;
            }
            else
            {
                changed.Remove(name);
            }
        }

        return changed;
    }

    private void Clause()
    {
        Action part = _reader.Take().ToUpperInvariant() switch
        {
            "SET" => Set,
            "REMOVE" => () => _changes.Add((_reader.TakeName(), _ => null)),
            "ADD" => Add,
            "DELETE" => Delete,
            var other => throw _reader.SyntaxError(other),
        };
        do
        {
            part();
        } while (_reader.TryTake(","));
    }

    private void Set()
    {
        var name = _reader.TakeName();
        _reader.Require("=");
        var left = Operand();
        if (_reader.TryTake("+"))
        {
            var right = Operand();
            _changes.Add((name, item => AttributeValues.OfNumber(AttributeValues.Checked(() => Number(left(item)) + Number(right(item))))));
        }
        else if (_reader.TryTake("-"))
        {
            var right = Operand();
            _changes.Add((name, item => AttributeValues.OfNumber(AttributeValues.Checked(() => Number(left(item)) - Number(right(item))))));
        }
        else
        {
            _changes.Add((name, item => left(item) ?? throw Missing()));
        }
    }

    private Func<Item, JsonElement?> Operand()
    {
        if (_reader.IsValue)
        {
            var value = _reader.TakeValue();
            return _ => value;
        }

        var name = _reader.TakeName();
        if (!_reader.TryTake("("))
        {
            return item => Find(item, name);
        }

        var first = Operand();
        _reader.Require(",");
        var second = Operand();
        _reader.Require(")");
        return name switch
        {
            "if_not_exists" => item => first(item) ?? second(item),
            "list_append" => item =>
                AttributeValues.OfList([
                    .. AttributeValues.Elements(first(item) ?? throw Missing()),
                    .. AttributeValues.Elements(second(item) ?? throw Missing()),
                ]),
            _ => throw _reader.Invalid($"Invalid function name; function: {name}"),
        };
    }

    private void Add()
    {
        var name = _reader.TakeName();
        var value = _reader.TakeValue();
        _changes.Add(
            (
                name,
                item =>
                    Find(item, name) is not { } present ? value
                    : AttributeValues.TypeOf(value) == "N"
                        ? AttributeValues.OfNumber(AttributeValues.Checked(() => Number(present) + Number(value)))
                    : AttributeValues.OfList(
                        AttributeValues.Elements(present).UnionBy(AttributeValues.Elements(value), element => element.ToString()),
                        AttributeValues.TypeOf(value)
                    )
            )
        );
    }

    private void Delete()
    {
        var name = _reader.TakeName();
        var value = _reader.TakeValue();
        _changes.Add(
            (
                name,
                item =>
                {
                    var gone = AttributeValues.Elements(value).Select(element => element.ToString()).ToHashSet();
                    var rest = Find(item, name) is { } present
                        ? AttributeValues.Elements(present).Where(element => !gone.Contains(element.ToString())).ToList()
                        : [];
                    return rest.Count > 0 ? AttributeValues.OfList(rest, AttributeValues.TypeOf(value)) : null;
                }
            )
        );
    }

    private static JsonElement? Find(Item item, string name) => item.TryGetValue(name, out var value) ? value : null;

    private static decimal Number(JsonElement? value) => AttributeValues.Number(value ?? throw Missing());

    private static AwsErrorException Missing() =>
        DynamoDbErrors.Validation("The provided expression refers to an attribute that does not exist in the item");
}
