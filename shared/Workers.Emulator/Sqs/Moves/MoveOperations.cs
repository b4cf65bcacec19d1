using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.Sqs.Queues;

namespace Workers.Emulator.Sqs.Moves;

/// <summary>StartMessageMoveTask, ListMessageMoveTasks and CancelMessageMoveTask.</summary>
internal sealed class MoveOperations(QueueRegistry queues, TimeProvider clock) : IDisposable
{
    private const int FastestRate = 500;
    private const int MostListed = 10;

    private readonly Lock _lock = new();
    private readonly List<MoveTask> _tasks = [];

    public void Start(JsonElement request, Utf8JsonWriter response)
    {
        var source = Source(request);
        var rate = request.Integer("MaxNumberOfMessagesPerSecond");
        if (rate is < 1 or > FastestRate)
        {
            throw SqsErrors.InvalidParameter("MaxNumberOfMessagesPerSecond", rate, $"Must be between 1 and {FastestRate}, if provided.");
        }

        var destination = request.Text("DestinationArn") is { } arn
            ? queues.FindByArn(arn)
                ?? throw SqsErrors.ResourceNotFound("The resource that you specified for the DestinationArn parameter doesn't exist.")
            : null;
        if (!queues.All.Any(queue => queue.Attributes.Redrive?.DeadLetterTargetArn == source.Arn))
        {
            throw SqsErrors.InvalidParameter("Source queue must be configured as a Dead Letter Queue.");
        }

        var task = new MoveTask(source, destination, rate, queues.FindByArn, clock);
        lock (_lock)
        {
            if (_tasks.Exists(other => other.Source == source && other.IsRunning))
            {
                throw new AwsErrorException(
                    "UnsupportedOperation",
                    "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
                    400,
                    "AWS.SimpleQueueService.UnsupportedOperation"
                );
            }

            // SQS tells the ten latest of a queue.
            _tasks.RemoveAll(other =>
                other.Source == source && _tasks.Count(one => one.Source == source) >= MostListed && !other.IsRunning
            );
            _tasks.Insert(0, task);
        }

        task.Start();
        response.WriteString("TaskHandle"u8, task.Handle);
    }

    public void List(JsonElement request, Utf8JsonWriter response)
    {
        var source = Source(request);
        var most = request.Integer("MaxResults") ?? 1;
        if (most is < 1 or > MostListed)
        {
            throw SqsErrors.InvalidParameter("MaxResults", most, $"Must be between 1 and {MostListed}, if provided.");
        }

        response.WriteStartArray("Results"u8);
        lock (_lock)
        {
            foreach (var task in _tasks.Where(task => task.Source == source).Take(most))
            {
                task.WriteTo(response);
            }
        }

        response.WriteEndArray();
    }

    public void Cancel(JsonElement request, Utf8JsonWriter response)
    {
        var handle = request.Text("TaskHandle") ?? throw SqsErrors.MissingParameter("TaskHandle");
        MoveTask? task;
        lock (_lock)
        {
            task = _tasks.Find(one => one.Handle == handle);
        }

        response.WriteNumber(
            "ApproximateNumberOfMessagesMoved"u8,
            task?.Cancel() ?? throw SqsErrors.ResourceNotFound("Task does not exist.")
        );
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _tasks.ForEach(task => task.Dispose());
        }
    }

    private Queue Source(JsonElement request)
    {
        var arn = request.Text("SourceArn") ?? throw SqsErrors.MissingParameter("SourceArn");
        return queues.FindByArn(arn)
            ?? throw SqsErrors.ResourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
    }
}
