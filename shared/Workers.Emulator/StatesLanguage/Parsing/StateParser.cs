using System.Text.Json;

namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Reads one state.</summary>
/// <param name="machines">Reads the machines within the state.</param>
/// <param name="machineLanguage">The whole machine's query language.</param>
/// <param name="isExpress">Whether it is to run as an Express workflow.</param>
internal sealed class StateParser(DefinitionParser machines, QueryLanguage machineLanguage, bool isExpress)
{
    public State? Parse(string name, FieldReader fields)
    {
        if (!fields.Require("Type"))
        {
            return null;
        }

        fields = fields.WithLanguage(Language(fields)) with { Variables = new(StringComparer.Ordinal) };
        var type = fields.String("Type");
        SupportedFields.Check(type ?? string.Empty, fields);
        State? state = type switch
        {
            "Task" => ParseTask(name, fields),
            "Pass" => ParsePass(name, fields),
            "Wait" => ParseWait(name, fields),
            "Choice" => ParseChoice(name, fields),
            "Succeed" => new SucceedState { Name = name },
            "Fail" => ParseFail(name, fields),
            "Parallel" => ParseParallel(name, fields),
            "Map" => ParseMap(name, fields),
            _ => RejectType(fields),
        };
        return state is null ? null : WithCommonFields(state, fields);
    }

    private static QueryLanguage Language(FieldReader fields)
    {
        var language = fields.Language("QueryLanguage");
        if (fields.QueryLanguage == QueryLanguage.Jsonata && language == QueryLanguage.JsonPath)
        {
            fields.Diagnostics.Schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", fields.Location);
        }

        return language;
    }

    private static State? RejectType(FieldReader fields)
    {
        fields.Diagnostics.Schema(
            "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]",
            fields.At("Type")
        );
        return null;
    }

    private static State WithCommonFields(State state, FieldReader fields)
    {
        var isTransient = state is not (ChoiceState or SucceedState or FailState);
        var end = isTransient ? fields.Boolean("End") : null;
        if (isTransient && end != true && !fields.Has("Next"))
        {
            fields.Diagnostics.Schema("These fields are required: [Next] or [End]", fields.Location);
        }
        else if (isTransient && end == true && fields.Has("Next"))
        {
            fields.Diagnostics.Schema("Only one of these fields is allowed: [Next, End]", fields.Location);
        }

        state = state with
        {
            Comment = fields.String("Comment"),
            QueryLanguage = fields.QueryLanguage,
            Next = isTransient ? fields.String("Next") : null,
            IsEnd = end == true || state is SucceedState,
            InputPath = fields.Selection("InputPath"),
            OutputPath = fields.Selection("OutputPath"),
            Assign = TemplateParser.Variables(fields),
            Output = fields.QueryLanguage == QueryLanguage.Jsonata ? TemplateParser.Template(fields, "Output") : null,
        };
        return state with { VariableReferences = [.. fields.Variables] };
    }

    private static PayloadTemplate? Parameters(FieldReader fields) =>
        TemplateParser.Template(fields, fields.QueryLanguage == QueryLanguage.Jsonata ? "Arguments" : "Parameters");

    private static PassState ParsePass(string name, FieldReader fields) =>
        new()
        {
            Name = name,
            Result = fields.Json.TryGetProperty("Result", out var result) ? result : null,
            Parameters = Parameters(fields),
            ResultPath = fields.Reference("ResultPath"),
        };

    private static FailState ParseFail(string name, FieldReader fields) =>
        new()
        {
            Name = name,
            Error = fields.StringOrPath("Error"),
            Cause = fields.StringOrPath("Cause"),
        };

    private static WaitState ParseWait(string name, FieldReader fields)
    {
        fields.RequireOne(["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]);
        if (fields.IsJsonata("Seconds") || fields.IsJsonata("Timestamp"))
        {
            return new WaitState
            {
                Name = name,
                SecondsExpression = fields.JsonataField("Seconds"),
                TimestampExpression = fields.JsonataField("Timestamp"),
            };
        }

        DateTimeOffset? timestamp = null;
        if (fields.String("Timestamp") is { } text)
        {
            if (Rfc3339.TryParse(text, out var parsed))
            {
                timestamp = parsed;
            }
            else
            {
                fields.Diagnostics.Schema(
                    $"The value '{text}' is not a valid ISO-8601 extended offset date-time format string",
                    fields.At("Timestamp")
                );
            }
        }

        return new WaitState
        {
            Name = name,
            Seconds = fields.Integer("Seconds", 0, Limits.MaxSeconds),
            SecondsPath = fields.Path("SecondsPath"),
            Timestamp = timestamp,
            TimestampPath = fields.Path("TimestampPath"),
        };
    }

    private static ChoiceState? ParseChoice(string name, FieldReader fields)
    {
        if (!fields.Require("Choices") || !fields.TryArray("Choices", mayBeEmpty: false, out var choices))
        {
            return null;
        }

        var rules = new List<ChoiceRule>();
        var index = 0;
        foreach (var choice in choices.EnumerateArray())
        {
            if (ChoiceParser.ParseRule(fields.Inner(choice, $"Choices[{index++}]")) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return new ChoiceState
        {
            Name = name,
            Choices = rules,
            Default = fields.String("Default"),
        };
    }

    private TaskState? ParseTask(string name, FieldReader fields)
    {
        if (!fields.Require("Resource") || fields.String("Resource") is not { } resource)
        {
            return null;
        }

        ResourceChecker.Check(resource, isExpress, fields);
        return new TaskState
        {
            Name = name,
            Resource = resource,
            Parameters = Parameters(fields),
            ResultSelector = TemplateParser.Template(fields, "ResultSelector"),
            ResultPath = fields.Reference("ResultPath"),
            Retry = RetryParser.ParseRetriers(fields),
            Catch = RetryParser.ParseCatchers(fields),
            TimeoutSeconds = fields.IntegerOrPath("TimeoutSeconds", 1, Limits.MaxSeconds),
            HeartbeatSeconds = fields.IntegerOrPath("HeartbeatSeconds", 1, Limits.MaxSeconds),
            Credentials = TemplateParser.Template(fields, "Credentials"),
        };
    }

    private ParallelState? ParseParallel(string name, FieldReader fields)
    {
        if (!fields.Require("Branches") || !fields.TryArray("Branches", mayBeEmpty: false, out var branches))
        {
            return null;
        }

        var machines = new List<StateMachineDefinition>();
        foreach (var branch in branches.EnumerateArray())
        {
            if (ParseInner(fields.Inner(branch, $"Branches[{machines.Count}]")) is { } machine)
            {
                machines.Add(machine);
            }
        }

        return new ParallelState
        {
            Name = name,
            Branches = machines,
            Parameters = Parameters(fields),
            ResultSelector = TemplateParser.Template(fields, "ResultSelector"),
            ResultPath = fields.Reference("ResultPath"),
            Retry = RetryParser.ParseRetriers(fields),
            Catch = RetryParser.ParseCatchers(fields),
        };
    }

    private StateMachineDefinition? ParseInner(FieldReader fields)
    {
        if (fields.Json.ValueKind == JsonValueKind.Object)
        {
            // A state's own query language does not reach the states within it.
            return machines.ParseMachine(fields.WithLanguage(machineLanguage), isRoot: false);
        }

        fields.Diagnostics.Schema("Expected value of type Object", fields.Location);
        return null;
    }

    private MapState? ParseMap(string name, FieldReader fields)
    {
        fields.RequireOne(["ItemProcessor", "Iterator"]);
        var field = fields.Has("ItemProcessor") ? "ItemProcessor" : "Iterator";
        if (!fields.TryObject(field, out var json) || ParseInner(fields.Inner(json, field)) is not { } processor)
        {
            return null;
        }

        return MapFields.Complete(
            new MapState
            {
                Name = name,
                ItemProcessor = processor,
                ResultSelector = TemplateParser.Template(fields, "ResultSelector"),
                ResultPath = fields.Reference("ResultPath"),
                Retry = RetryParser.ParseRetriers(fields),
                Catch = RetryParser.ParseCatchers(fields),
            },
            fields,
            fields.Inner(json, field)
        );
    }
}
