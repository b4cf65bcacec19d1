namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Reads the fields that only a Map state has.</summary>
internal static class MapFields
{
    public static MapState Complete(MapState state, FieldReader fields, FieldReader processor)
    {
        var isDistributed = false;
        string? executionType = null;
        if (processor.TryObject("ProcessorConfig", out var json))
        {
            var config = processor.Inner(json, "ProcessorConfig");
            isDistributed = config.String("Mode") == "DISTRIBUTED";
            executionType = config.String("ExecutionType");
        }

        fields.RequireOne(["ItemSelector", "Parameters"], mayBeAbsent: true);
        return state with
        {
            IsDistributed = isDistributed,
            ExecutionType = executionType,
            ItemsPath = fields.Path("ItemsPath"),
            Items = fields.QueryLanguage == QueryLanguage.Jsonata ? TemplateParser.Template(fields, "Items") : null,
            ItemSelector = TemplateParser.Template(fields, fields.Has("ItemSelector") ? "ItemSelector" : "Parameters"),
            MaxConcurrency = fields.IntegerOrPath("MaxConcurrency", 0, long.MaxValue),
            ToleratedFailureCount = fields.IntegerOrPath("ToleratedFailureCount", 0, long.MaxValue),
            ToleratedFailurePercentage = fields.NumberOrPath("ToleratedFailurePercentage", 0, 100),
            Label = Label(fields),
            ItemReader = MapStorageFields.Reader(fields),
            ItemBatcher = Batcher(fields),
            ResultWriter = MapStorageFields.Writer(fields),
        };
    }

    private static ItemBatcher? Batcher(FieldReader fields)
    {
        if (!fields.TryObject("ItemBatcher", out var json))
        {
            return null;
        }

        var inner = fields.Inner(json, "ItemBatcher");
        return new ItemBatcher
        {
            MaxItemsPerBatch = inner.IntegerOrPath("MaxItemsPerBatch", 1, long.MaxValue),
            MaxInputBytesPerBatch = inner.IntegerOrPath("MaxInputBytesPerBatch", 1, long.MaxValue),
            BatchInput = TemplateParser.Template(inner, "BatchInput"),
        };
    }

    private static string? Label(FieldReader fields)
    {
        if (fields.String("Label") is not { } label)
        {
            return null;
        }

        if (label.Length == 0)
        {
            fields.Diagnostics.Schema("Label cannot be empty", fields.At("Label"));
        }
        else if (label.Length > Limits.LabelLength)
        {
            fields.Diagnostics.Schema($"Label cannot exceed {Limits.LabelLength} characters", fields.At("Label"));
        }
        else if (label.AsSpan().IndexOfAny(ForbiddenInLabels) >= 0 || label.Any(char.IsControl))
        {
            fields.Diagnostics.Schema("Label contains invalid characters", fields.At("Label"));
        }

        return label;
    }

    private static ReadOnlySpan<char> ForbiddenInLabels => " \t\r\n?*<>{}[]:;,\\|^~$#%&`\"";
}
