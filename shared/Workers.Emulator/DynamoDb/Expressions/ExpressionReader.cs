using System.Globalization;
using System.Text;
using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.DynamoDb;

/// <summary>Reads the tokens and operands of an expression.</summary>
/// <param name="kind">The expression's name in errors, for example <c>UpdateExpression</c>.</param>
/// <param name="text">The expression.</param>
/// <param name="request">Where its names and values are.</param>
internal sealed class ExpressionReader(string kind, string text, JsonElement request)
{
    private const int Longest = 4_096;

    private readonly string text =
        text.Length <= Longest
            ? text
            : throw DynamoDbErrors.InvalidExpression(
                kind,
                $"Expression size has exceeded the maximum allowed size; expression size: {text.Length}"
            );
    private readonly Dictionary<string, string> _names = request.TextMap("ExpressionAttributeNames");
    private readonly Item _values = Item.Read(request.Member("ExpressionAttributeValues") ?? Json.EmptyObject);

    private int _position;
    private string? _current;

    /// <summary>The token at hand; empty at the end.</summary>
    public string Current => _current ??= Scan();

    public bool IsAtEnd => Current.Length == 0;

    public bool IsKeyword(string word) => Current.Equals(word, StringComparison.OrdinalIgnoreCase);

    public string Take()
    {
        var taken = Current;
        _current = null;
        return taken;
    }

    public bool TryTake(string token)
    {
        if (!IsKeyword(token))
        {
            return false;
        }

        Take();
        return true;
    }

    public void Require(string token)
    {
        if (!TryTake(token))
        {
            throw SyntaxError();
        }
    }

    /// <summary>The name of an attribute, or of a function.</summary>
    public string TakeName()
    {
        var token = Take();
        if (token.StartsWith('#'))
        {
            return _names.TryGetValue(token, out var name)
                ? name
                : throw Invalid($"An expression attribute name used in the document path is not defined; attribute name: {token}");
        }

        return token.Length > 0 && (char.IsAsciiLetter(token[0]) || token[0] == '_') ? token : throw SyntaxError(token);
    }

    public bool IsValue => Current.StartsWith(':');

    public JsonElement TakeValue()
    {
        var token = Take();
        return _values.TryGetValue(token, out var value)
            ? value
            : throw Invalid($"An expression attribute value used in expression is not defined; attribute value: {token}");
    }

    public AwsErrorException SyntaxError(string? token = null) => Invalid($"Syntax error; token: \"{token ?? Current}\"");

    public AwsErrorException Invalid(string reason) => DynamoDbErrors.InvalidExpression(kind, reason);

    private string Scan()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }

        if (_position == text.Length)
        {
            return string.Empty;
        }

        var token = new StringBuilder();
        if (IsWord(text[_position]))
        {
            while (_position < text.Length && IsWord(text[_position]))
            {
                token.Append(text[_position++]);
            }

            return token.ToString();
        }

        var pair = text.AsSpan(_position, Math.Min(2, text.Length - _position));
        var length = pair is "<>" or "<=" or ">=" ? 2 : 1;
        _position += length;
        return string.Create(CultureInfo.InvariantCulture, $"{pair[..length]}");
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '#' or ':';
}
