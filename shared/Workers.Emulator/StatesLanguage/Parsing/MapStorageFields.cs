using System.Text.Json;

namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Reads ItemReader and ResultWriter.</summary>
internal static class MapStorageFields
{
    public static ItemReader? Reader(FieldReader fields)
    {
        if (!fields.TryObject("ItemReader", out var json))
        {
            return null;
        }

        var inner = fields.Inner(json, "ItemReader");
        if (!inner.Require("Resource") || inner.String("Resource") is not { } resource)
        {
            return null;
        }

        var reader = new ItemReader { Resource = resource, Parameters = Parameters(inner) };
        return inner.TryObject("ReaderConfig", out var config) ? Configure(reader, inner.Inner(config, "ReaderConfig")) : reader;
    }

    public static ResultWriter? Writer(FieldReader fields)
    {
        if (!fields.TryObject("ResultWriter", out var json))
        {
            return null;
        }

        var inner = fields.Inner(json, "ResultWriter");
        var writer = new ResultWriter { Resource = inner.String("Resource"), Parameters = Parameters(inner) };
        if (!inner.TryObject("WriterConfig", out var config))
        {
            return writer;
        }

        var format = inner.Inner(config, "WriterConfig");
        return writer with
        {
            Transformation = OneOf(format, "Transformation", ["NONE", "COMPACT", "FLATTEN"]),
            WritesLines = OneOf(format, "OutputType", ["JSON", "JSONL"]) == "JSONL",
        };
    }

    private static PayloadTemplate? Parameters(FieldReader fields) =>
        TemplateParser.Template(fields, fields.QueryLanguage == QueryLanguage.Jsonata ? "Arguments" : "Parameters");

    private static ItemReader Configure(ItemReader reader, FieldReader config) =>
        reader with
        {
            InputType = OneOf(config, "InputType", ["CSV", "JSON", "JSONL", "MANIFEST", "PARQUET"]),
            HasHeaderRow = OneOf(config, "CSVHeaderLocation", ["FIRST_ROW", "GIVEN"]) != "GIVEN",
            Headers = Headers(config),
            Delimiter = OneOf(config, "CSVDelimiter", ["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"]) switch
            {
                "PIPE" => '|',
                "SEMICOLON" => ';',
                "SPACE" => ' ',
                "TAB" => '\t',
                _ => ',',
            },
            ItemsPointer = config.String("ItemsPointer") ?? "",
            MaxItems = config.IntegerOrPath("MaxItems", 0, long.MaxValue),
        };

    private static List<string> Headers(FieldReader config)
    {
        var headers = new List<string>();
        if (config.TryArray("CSVHeaders", mayBeEmpty: false, out var given))
        {
            foreach (var header in given.EnumerateArray())
            {
                if (header.ValueKind == JsonValueKind.String)
                {
                    headers.Add(header.GetString()!);
                }
                else
                {
                    config.Diagnostics.Schema("Expected value of type String", $"{config.At("CSVHeaders")}[{headers.Count}]");
                    break;
                }
            }
        }

        return headers;
    }

    private static string? OneOf(FieldReader fields, string name, string[] values)
    {
        if (fields.String(name) is not { } value)
        {
            return null;
        }

        if (!values.Contains(value))
        {
            fields.Diagnostics.Schema(
                $"The field '{name}' should have one of these values: [{string.Join(", ", values)}]",
                fields.At(name)
            );
        }

        return value;
    }
}
