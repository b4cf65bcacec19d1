using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.EventBridge;

/// <summary>Operations by name, most of which answer at once.</summary>
internal sealed class EventBridgeOperations
{
    private readonly Dictionary<string, AwsOperation> _operations = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, AwsOperation> All => _operations;

    public void Add(string name, Action<JsonElement, Utf8JsonWriter> operation) =>
        _operations.Add(
            name,
            (request, response, _) =>
            {
                operation(request, response);
                return ValueTask.CompletedTask;
            }
        );

    public void Add(string name, AwsOperation operation) => _operations.Add(name, operation);
}
