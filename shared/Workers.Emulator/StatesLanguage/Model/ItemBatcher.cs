using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>Hands several items at once to each child execution of a distributed Map.</summary>
internal sealed record ItemBatcher
{
    /// <summary>How many items a batch has at most; null when only its size is limited.</summary>
    public NumberField? MaxItemsPerBatch { get; init; }

    /// <summary>How long a batch is at most, in bytes; null when only its number of items is limited.</summary>
    public NumberField? MaxInputBytesPerBatch { get; init; }

    /// <summary>What every batch gets besides its items.</summary>
    public PayloadTemplate? BatchInput { get; init; }

    /// <summary>The batches: an object each, of the items and the common input, and the number of its items.</summary>
    /// <exception cref="StatesErrorException">A limit is none.</exception>
    public IReadOnlyList<(JsonElement Input, int Items)> Batch(IReadOnlyList<JsonElement> items, in EvaluationScope scope)
    {
        var most = Limit(MaxItemsPerBatch, nameof(MaxItemsPerBatch), scope);
        var longest = Limit(MaxInputBytesPerBatch, nameof(MaxInputBytesPerBatch), scope);
        var common = BatchInput?.Evaluate(scope);
        var batches = new List<(JsonElement Input, int Items)>();
        var batch = new List<JsonElement>();
        var length = 0;
        foreach (var item in items)
        {
            var itemLength = Json.ToText(item).Length + 1;
            if (batch.Count > 0 && (batch.Count == most || length + itemLength > longest))
            {
                batches.Add((Build(batch, common), batch.Count));
                batch.Clear();
                length = 0;
            }

            batch.Add(item);
            length += itemLength;
        }

        if (batch.Count > 0)
        {
            batches.Add((Build(batch, common), batch.Count));
        }

        return batches;
    }

    private static int Limit(NumberField? field, string name, in EvaluationScope scope)
    {
        var limit = field?.ResolveInteger(scope) ?? int.MaxValue;
        return limit > 0 ? limit : throw new StatesErrorException(ErrorNames.Runtime, $"{name} must be positive.");
    }

    private static JsonElement Build(List<JsonElement> items, JsonElement? common) =>
        Json.Build(
            (items, common),
            static (writer, state) =>
            {
                writer.WriteStartObject();
                if (state.common is { } input)
                {
                    writer.WritePropertyName("BatchInput"u8);
                    input.WriteTo(writer);
                }

                writer.WriteStartArray("Items"u8);
                state.items.ForEach(item => item.WriteTo(writer));
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        );
}
