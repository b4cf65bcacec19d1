using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.Sqs.Moves;
using Workers.Emulator.Sqs.Operations;
using Workers.Emulator.Sqs.Queues;
using Workers.Emulator.Statistics;

namespace Workers.Emulator.Sqs;

/// <summary>Amazon SQS: standard and FIFO queues.</summary>
internal sealed class SqsService : IAwsService, IStatisticsSource, IDisposable
{
    private readonly EmulatorContext _context;
    private readonly QueueRegistry _queues;
    private readonly MoveOperations _moves;
    private readonly Dictionary<string, AddressedOperation> _addressed;

    public SqsService(EmulatorContext context)
    {
        _context = context;
        _queues = new QueueRegistry(context);
        var queues = new QueueOperations(_queues, context.AccountId);
        var sends = new SendOperations(_queues);
        var receives = new ReceiveOperations(_queues, context);
        var permissions = new PermissionOperations(_queues);
        _moves = new MoveOperations(_queues, context.TimeProvider);

        // What answers with queue URLs needs to know under which address the client sees the emulator.
        _addressed = new Dictionary<string, AddressedOperation>(StringComparer.Ordinal)
        {
            ["CreateQueue"] = queues.Create,
            ["GetQueueUrl"] = queues.GetUrl,
            ["ListDeadLetterSourceQueues"] = queues.ListDeadLetterSources,
            ["ListQueues"] = queues.List,
        };
        var operations = new Dictionary<string, AwsOperation>(StringComparer.Ordinal)
        {
            ["AddPermission"] = AtOnce(permissions.Add),
            ["CancelMessageMoveTask"] = AtOnce(_moves.Cancel),
            ["ChangeMessageVisibility"] = AtOnce(receives.ChangeVisibility),
            ["ChangeMessageVisibilityBatch"] = AtOnce(receives.ChangeVisibilityBatch),
            ["DeleteMessage"] = AtOnce(receives.Delete),
            ["DeleteMessageBatch"] = AtOnce(receives.DeleteBatch),
            ["DeleteQueue"] = AtOnce(queues.Delete),
            ["GetQueueAttributes"] = AtOnce(queues.GetAttributes),
            ["ListMessageMoveTasks"] = AtOnce(_moves.List),
            ["ListQueueTags"] = AtOnce(queues.ListTags),
            ["PurgeQueue"] = AtOnce(queues.Purge),
            ["ReceiveMessage"] = receives.ReceiveAsync,
            ["RemovePermission"] = AtOnce(permissions.Remove),
            ["SendMessage"] = AtOnce(sends.Send),
            ["SendMessageBatch"] = AtOnce(sends.SendBatch),
            ["SetQueueAttributes"] = AtOnce(queues.SetAttributes),
            ["StartMessageMoveTask"] = AtOnce(_moves.Start),
            ["TagQueue"] = AtOnce(queues.Tag),
            ["UntagQueue"] = AtOnce(queues.Untag),
        };
        foreach (var (name, operation) in _addressed)
        {
            operations.Add(name, AtOnce((request, response) => operation(request, response, _context.BaseUrl)));
        }

        Operations = operations;
    }

    private delegate void AddressedOperation(JsonElement request, Utf8JsonWriter response, string baseUrl);

    public string TargetPrefix => "AmazonSQS";

    public string ErrorNamespace => "com.amazonaws.sqs#";

    public bool IsQueryCompatible => true;

    public IReadOnlyDictionary<string, AwsOperation> Operations { get; }

    public AwsOperation Find(string operation, string baseUrl) =>
        _addressed.TryGetValue(operation, out var addressed)
            ? AtOnce((request, response) => addressed(request, response, baseUrl))
            : Operations[operation];

    /// <summary>The queue of a URL, for whoever owns the emulator.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Queue GetQueue(string url)
    {
        try
        {
            return _queues.FindByUrl(url);
        }
        catch (AwsErrorException error)
        {
            throw new ArgumentException($"{url}: {error.Message}", nameof(url), error);
        }
    }

    public void WriteSections(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("queues"u8);
        foreach (var queue in _queues.All)
        {
            writer.WriteStartObject(queue.Name);
            queue.Statistics.WriteTo(writer, queue.Counts);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    public void Dispose()
    {
        _moves.Dispose();
        foreach (var queue in _queues.All)
        {
            queue.MarkDeleted();
        }
    }

    private static AwsOperation AtOnce(Action<JsonElement, Utf8JsonWriter> operation) =>
        (request, response, _) =>
        {
            operation(request, response);
            return ValueTask.CompletedTask;
        };
}
