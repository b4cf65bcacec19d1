using System.Text.Json;

namespace Workers.Emulator.DynamoDb;

/// <summary>Evaluates condition, filter and key condition expressions on items.</summary>
internal sealed class ConditionExpression
{
    private readonly ExpressionReader _reader;

    private ConditionExpression(ExpressionReader reader) => _reader = reader;

    /// <summary>The condition that an expression states; always true when there is none.</summary>
    /// <exception cref="Protocol.AwsErrorException">ValidationException: it is no expression.</exception>
    public static Func<Item, bool> Parse(JsonElement request, string member)
    {
        if (Protocol.RequestInput.Text(request, member) is not { } text)
        {
            return _ => true;
        }

        var reader = new ExpressionReader(member, text, request);
        var condition = new ConditionExpression(reader).Or();
        return reader.IsAtEnd ? condition : throw reader.SyntaxError();
    }

    private Func<Item, bool> Or()
    {
        var left = And();
        while (_reader.TryTake("OR"))
        {
            var (first, second) = (left, And());
            left = item => first(item) || second(item);
        }

        return left;
    }

    private Func<Item, bool> And()
    {
        var left = Not();
        while (_reader.TryTake("AND"))
        {
            var (first, second) = (left, Not());
            left = item => first(item) && second(item);
        }

        return left;
    }

    private Func<Item, bool> Not()
    {
        if (_reader.TryTake("NOT"))
        {
            var part = Not();
            return item => !part(item);
        }

        if (_reader.TryTake("("))
        {
            var inner = Or();
            _reader.Require(")");
            return inner;
        }

        return Comparison();
    }

    private Func<Item, bool> Comparison()
    {
        if (!_reader.IsValue)
        {
            var name = _reader.TakeName();
            if (_reader.TryTake("("))
            {
                return name == "size" ? Compare(Size()) : Function(name);
            }

            return Compare(item => item.TryGetValue(name, out var value) ? value : null);
        }

        return Compare(Operand());
    }

    private Func<Item, bool> Compare(Func<Item, JsonElement?> left)
    {
        if (_reader.TryTake("BETWEEN"))
        {
            var low = Operand();
            _reader.Require("AND");
            var high = Operand();
            return item => Order(left(item), low(item)) >= 0 && Order(left(item), high(item)) <= 0;
        }

        if (_reader.TryTake("IN"))
        {
            _reader.Require("(");
            var choices = new List<Func<Item, JsonElement?>> { Operand() };
            while (_reader.TryTake(","))
            {
                choices.Add(Operand());
            }

            _reader.Require(")");
            return item => choices.Exists(choice => IsEqual(left(item), choice(item)));
        }

        var symbol = _reader.Take();
        var right = Operand();
        return symbol switch
        {
            "=" => item => IsEqual(left(item), right(item)),
            "<>" => item => !IsEqual(left(item), right(item)),
            "<" => item => Order(left(item), right(item)) < 0,
            "<=" => item => Order(left(item), right(item)) <= 0,
            ">" => item => Order(left(item), right(item)) > 0,
            ">=" => item => Order(left(item), right(item)) >= 0,
            _ => throw _reader.SyntaxError(symbol),
        };
    }

    private Func<Item, JsonElement?> Operand()
    {
        if (_reader.IsValue)
        {
            var value = _reader.TakeValue();
            return _ => value;
        }

        var name = _reader.TakeName();
        if (name == "size" && _reader.TryTake("("))
        {
            return Size();
        }

        return item => item.TryGetValue(name, out var found) ? found : null;
    }

    private Func<Item, JsonElement?> Size()
    {
        var operand = Operand();
        _reader.Require(")");
        return item =>
            operand(item) is not { } value ? null
            : AttributeValues.TypeOf(value) is "S" or "B" ? AttributeValues.OfNumber(AttributeValues.Text(value).Length)
            : AttributeValues.OfNumber(AttributeValues.Elements(value).Count);
    }

    private Func<Item, bool> Function(string name)
    {
        var subject = Operand();
        var argument = _reader.TryTake(",") ? Operand() : null;
        _reader.Require(")");
        return (name, argument) switch
        {
            ("attribute_exists", null) => item => subject(item) is not null,
            ("attribute_not_exists", null) => item => subject(item) is null,
            ("attribute_type", { } type) => item => subject(item) is { } value && AttributeValues.TypeOf(value) == Text(type(item)),
            ("begins_with", { } prefix) => item =>
                Text(subject(item))?.StartsWith(Text(prefix(item)) ?? "", StringComparison.Ordinal) == true,
            ("contains", { } part) => item => Contains(subject(item), part(item)),
            _ => throw _reader.Invalid($"Invalid function name; function: {name}"),
        };
    }

    private static string? Text(JsonElement? value) =>
        value is { } given && AttributeValues.TypeOf(given) is "S" or "B" ? AttributeValues.Text(value.Value) : null;

    private static bool Contains(JsonElement? subject, JsonElement? part)
    {
        if (subject is not { } whole || part is not { } wanted)
        {
            return false;
        }

        return Text(whole) is { } text
            ? Text(wanted) is { } piece && text.Contains(piece, StringComparison.Ordinal)
            : AttributeValues
                .Elements(whole)
                .Any(element =>
                    element.ValueKind == JsonValueKind.String
                        ? element.GetString() == AttributeValues.Text(wanted)
                        : AttributeValues.AreEqual(element, wanted)
                );
    }

    private static bool IsEqual(JsonElement? first, JsonElement? second) =>
        first is { } a && second is { } b && AttributeValues.AreEqual(a, b);

    // Without an order every comparison is false.
    private static int? Order(JsonElement? first, JsonElement? second) =>
        first is { } a && second is { } b ? AttributeValues.Compare(a, b) : null;
}
