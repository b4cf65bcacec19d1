using System.Text;
using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>The rows of a CSV object as items: objects of texts, by column.</summary>
internal static class CsvItems
{
    /// <exception cref="ItemReaderException">Two columns have one name, there are none, or a quote is not closed.</exception>
    public static IEnumerable<JsonElement> Read(string text, ItemReader reader)
    {
        using var rows = Rows(text, reader.Delimiter).GetEnumerator();
        var headers = reader.Headers;
        if (reader.HasHeaderRow)
        {
            if (!rows.MoveNext())
            {
                yield break;
            }

            headers = rows.Current;
        }

        if (headers.Count == 0)
        {
            throw new ItemReaderException("CSVHeaders must be given when the CSVHeaderLocation is GIVEN.");
        }

        if (headers.Distinct(StringComparer.Ordinal).Count() < headers.Count)
        {
            throw new ItemReaderException("CSV headers cannot contain duplicates.");
        }

        while (rows.MoveNext())
        {
            yield return Item(headers, rows.Current);
        }
    }

    // What a row lacks is empty, and what it has beyond its columns goes nowhere.
    private static JsonElement Item(IReadOnlyList<string> headers, List<string> row) =>
        Json.Build(
            (headers, row),
            static (writer, state) =>
            {
                writer.WriteStartObject();
                for (var i = 0; i < state.headers.Count; i++)
                {
                    writer.WriteString(state.headers[i], i < state.row.Count ? state.row[i] : "");
                }

                writer.WriteEndObject();
            }
        );

    private static IEnumerable<List<string>> Rows(string text, char delimiter)
    {
        var row = new List<string>();
        var field = new StringBuilder();
        var (isQuoted, isEmptyLine) = (false, true);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isQuoted)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append(text[i++]);
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (c == '"' && field.Length == 0)
            {
                (isQuoted, isEmptyLine) = (true, false);
            }
            else if (c == delimiter)
            {
                isEmptyLine = false;
                row.Add(TakeField());
            }
            else if (c is '\r' or '\n')
            {
                if (!isEmptyLine)
                {
                    row.Add(TakeField());
                    yield return row;
                    row = [];
                    isEmptyLine = true;
                }
            }
            else
            {
                isEmptyLine = false;
                field.Append(c);
            }
        }

        if (isQuoted)
        {
            throw new ItemReaderException("A quoted field of the CSV file is not closed.");
        }

        if (!isEmptyLine)
        {
            row.Add(TakeField());
            yield return row;
        }

        string TakeField()
        {
            var value = field.ToString();
            field.Clear();
            return value;
        }
    }
}
