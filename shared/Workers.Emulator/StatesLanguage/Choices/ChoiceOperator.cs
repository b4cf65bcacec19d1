using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>What kind of values a comparison is about.</summary>
internal enum ChoiceKind
{
    String,
    Numeric,
    Timestamp,
    Boolean,
    Is,
    Matches,
}

/// <summary>How a comparison compares, or for <see cref="ChoiceKind.Is"/> what it asks.</summary>
internal enum ChoiceRelation
{
    Equal,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    Null,
    Present,
    Numeric,
    String,
    Boolean,
    Timestamp,
}

/// <summary>A comparison operator of a choice rule, for example <c>NumericLessThanEqualsPath</c>.</summary>
internal sealed record ChoiceOperator(ChoiceKind Kind, ChoiceRelation Relation, bool IsPath)
{
    private static readonly Dictionary<string, ChoiceOperator> ByName = Create();

    /// <summary>The type of a literal operand, as messages name it.</summary>
    public string OperandType =>
        Kind switch
        {
            ChoiceKind.Numeric => "Number",
            ChoiceKind.Boolean or ChoiceKind.Is => "Boolean",
            ChoiceKind.Timestamp => "Timestamp",
            _ => "String",
        };

    /// <summary>The operator of that name, or null.</summary>
    public static ChoiceOperator? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Whether a value may be the literal operand.</summary>
    public bool Accepts(JsonElement operand) =>
        Kind switch
        {
            ChoiceKind.Numeric => operand.ValueKind == JsonValueKind.Number,
            ChoiceKind.Boolean or ChoiceKind.Is => operand.ValueKind is JsonValueKind.True or JsonValueKind.False,
            ChoiceKind.Timestamp => operand.ValueKind == JsonValueKind.String && Rfc3339.TryParse(operand.GetString()!, out _),
            _ => operand.ValueKind == JsonValueKind.String,
        };

    private static Dictionary<string, ChoiceOperator> Create()
    {
        var operators = new Dictionary<string, ChoiceOperator>(StringComparer.Ordinal)
        {
            ["StringMatches"] = new(ChoiceKind.Matches, ChoiceRelation.Equal, IsPath: false),
            ["IsNull"] = new(ChoiceKind.Is, ChoiceRelation.Null, IsPath: false),
            ["IsPresent"] = new(ChoiceKind.Is, ChoiceRelation.Present, IsPath: false),
            ["IsNumeric"] = new(ChoiceKind.Is, ChoiceRelation.Numeric, IsPath: false),
            ["IsString"] = new(ChoiceKind.Is, ChoiceRelation.String, IsPath: false),
            ["IsBoolean"] = new(ChoiceKind.Is, ChoiceRelation.Boolean, IsPath: false),
            ["IsTimestamp"] = new(ChoiceKind.Is, ChoiceRelation.Timestamp, IsPath: false),
        };
        (string Name, ChoiceRelation Relation)[] relations =
        [
            ("Equals", ChoiceRelation.Equal),
            ("LessThan", ChoiceRelation.Less),
            ("GreaterThan", ChoiceRelation.Greater),
            ("LessThanEquals", ChoiceRelation.LessOrEqual),
            ("GreaterThanEquals", ChoiceRelation.GreaterOrEqual),
        ];
        foreach (
            var (prefix, kind) in new[]
            {
                ("String", ChoiceKind.String),
                ("Numeric", ChoiceKind.Numeric),
                ("Timestamp", ChoiceKind.Timestamp),
            }
        )
        {
            foreach (var (suffix, relation) in relations)
            {
                operators[prefix + suffix] = new ChoiceOperator(kind, relation, IsPath: false);
                operators[prefix + suffix + "Path"] = new ChoiceOperator(kind, relation, IsPath: true);
            }
        }

        operators["BooleanEquals"] = new ChoiceOperator(ChoiceKind.Boolean, ChoiceRelation.Equal, IsPath: false);
        operators["BooleanEqualsPath"] = new ChoiceOperator(ChoiceKind.Boolean, ChoiceRelation.Equal, IsPath: true);
        return operators;
    }
}

/// <summary>What a variable is compared with: a literal, or the value at a path.</summary>
internal readonly record struct ChoiceOperand(JsonElement Literal, JsonPath? Path);
