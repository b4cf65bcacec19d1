using System.Text;
using System.Text.Json;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>What a ResultWriter makes of one child's result.</summary>
internal static class ResultShape
{
    /// <summary>The results of an entry: one, unless an array is flattened.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="transformation"><c>NONE</c>, <c>COMPACT</c> or <c>FLATTEN</c>; what has not succeeded is told as by <c>NONE</c>.</param>
    public static IEnumerable<JsonElement> Of(MapRunEntry entry, string transformation)
    {
        if (transformation == "NONE" || entry.Child?.End?.Output is not { } utf8)
        {
            return [Describe(entry)];
        }

        var output = Json.Parse(Encoding.UTF8.GetString(utf8));
        return transformation == "FLATTEN" && output.ValueKind == JsonValueKind.Array ? output.EnumerateArray() : [output];
    }

    private static JsonElement Describe(MapRunEntry entry) =>
        Json.Build(
            entry,
            static (writer, state) =>
            {
                writer.WriteStartObject();
                if (state.Child is { } child)
                {
                    ExecutionDescription.Write(writer, child, isText: true, ExecutionDescription.AsIso);
                }
                else
                {
                    writer.WriteString("Input"u8, state.Input.ToUtf8());
                    writer.WriteStartObject("InputDetails"u8);
                    writer.WriteBoolean("Included"u8, true);
                    writer.WriteEndObject();
                    writer.WriteString("Status"u8, "PENDING"u8);
                }

                writer.WriteEndObject();
            }
        );
}
