using System.Collections.Concurrent;
using Amazon.Runtime;
using Workers.Aws;
using Workers.Aws.EventBridge;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Emulator;
using Workers.Hosting;
using Workers.Testing.Time;

namespace Workers.Testing;

/// <summary>
/// State machines and handlers in one process: the emulator, workers of any number, and a clock that skips whatever is waited for. Nothing
/// is listened on and nothing leaves the process; the requests are the same as over the network.
/// </summary>
/// <example>
/// <code>
/// await using var host = new WorkflowTestHost();
/// var activity = await host.CreateActivityAsync("appraise-claim");
/// var machine = await host.CreateStateMachineAsync("claims", definition);
/// await host.StartWorkerAsync(worker =&gt;
///     worker.AddActivity&lt;AppraiseClaim, Claim, Appraisal&gt;("appraise-claim", Json.Default.Claim, Json.Default.Appraisal, o =&gt; o.ActivityArn = activity));
/// var execution = await host.RunAsync(machine, """{"claim": 1}""");
/// </code>
/// </example>
public sealed class WorkflowTestHost : IAsyncDisposable
{
    private readonly AwsEmulator _emulator;
    private readonly HttpMessageHandler _handler;
    private readonly AwsClients _clients;
    private readonly List<TestWorker> _workers = [];
    private readonly ConcurrentQueue<TestContainer> _containers = new();

    /// <summary>Creates a host without activities, queues, state machines and workers.</summary>
    /// <param name="clock">The clock of everything in it. Default: a new one.</param>
    public WorkflowTestHost(TestClock? clock = null)
    {
        Clock = clock ?? new TestClock();
        _emulator = new AwsEmulator(new EmulatorOptions { TimeProvider = Clock });
        _handler = _emulator.CreateHandler();
        _clients = Connect(_handler, Clock);
    }

    /// <summary>The clock of everything in the host.</summary>
    public TestClock Clock { get; }

    /// <summary>Step Functions, as a program would call it.</summary>
    public IStepFunctions StepFunctions => _clients.StepFunctions;

    /// <summary>SQS, as a program would call it.</summary>
    public ISqs Sqs => _clients.Sqs;

    /// <summary>EventBridge, as a program would call it.</summary>
    public IEventBridge EventBridge => _clients.EventBridge;

    /// <summary>The containers that <c>ecs:runTask</c> has started by <see cref="MapWorker"/>, in this order, ended ones included.</summary>
    public IReadOnlyList<TestContainer> Containers => [.. _containers];

    /// <summary>Creates an activity and returns its ARN.</summary>
    public async Task<string> CreateActivityAsync(string name, CancellationToken cancellationToken = default)
    {
        var created = await StepFunctions.CreateActivityAsync(new CreateActivityRequest { Name = name }, cancellationToken);
        return created.ActivityArn;
    }

    /// <summary>Creates a queue and returns its URL.</summary>
    /// <param name="name">The queue's name.</param>
    /// <param name="attributes">Its attributes, for example <c>VisibilityTimeout</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string> CreateQueueAsync(
        string name,
        IReadOnlyDictionary<string, string>? attributes = null,
        CancellationToken cancellationToken = default
    )
    {
        var created = await Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = name, Attributes = attributes }, cancellationToken);
        return created.QueueUrl;
    }

    /// <summary>Creates a rule on EventBridge's default bus that sends the events it matches to a queue.</summary>
    /// <param name="name">The rule's name.</param>
    /// <param name="eventPattern">The event pattern: JSON, for example <c>{"source": ["claims"]}</c>.</param>
    /// <param name="queueUrl">The queue's URL.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The name or the pattern is wrong; the message says what.</exception>
    public async Task CreateRuleAsync(string name, string eventPattern, string queueUrl, CancellationToken cancellationToken = default)
    {
        var request = new GetQueueAttributesRequest { QueueUrl = queueUrl, AttributeNames = ["QueueArn"] };
        var queue = await Sqs.GetQueueAttributesAsync(request, cancellationToken);
        await EventRules.CreateAsync(_handler, name, eventPattern, queue.Attributes!["QueueArn"], cancellationToken);
    }

    /// <summary>Creates a state machine and returns its ARN.</summary>
    /// <param name="name">The state machine's name.</param>
    /// <param name="definition">The definition in the Amazon States Language.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string> CreateStateMachineAsync(string name, string definition, CancellationToken cancellationToken = default)
    {
        var request = new CreateStateMachineRequest
        {
            Name = name,
            Definition = definition,
            RoleArn = "arn:aws:iam::000000000000:role/state-machine",
        };
        return (await StepFunctions.CreateStateMachineAsync(request, cancellationToken)).StateMachineArn;
    }

    /// <summary>Starts a worker in this process. It ends with the host, or when it is stopped.</summary>
    /// <param name="configure">Adds activities and queues, as a worker's Program.cs does; give ARNs and URLs through their options.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The worker, already started.</returns>
    public async Task<WorkerApplication> StartWorkerAsync(
        Action<WorkerHostBuilder> configure,
        CancellationToken cancellationToken = default
    )
    {
        var worker = new TestWorker(Clock, Connect, _handler, configure);
        try
        {
            await worker.Application.StartAsync(cancellationToken);
        }
        catch
        {
            // What has not started cannot be stopped.
            await worker.Application.DisposeAsync();
            throw;
        }

        _workers.Add(worker);
        return worker.Application;
    }

    /// <summary>
    /// Ends a worker as <c>kill -9</c> does: no request of it gets out and no answer gets in, what it waits for never comes, its records are
    /// written no more, and nobody asks it to stop. Polls that it holds are broken off, and tasks that are then handed to them are lost, as with
    /// AWS, unless the emulator is told otherwise.
    /// </summary>
    /// <exception cref="ArgumentException">The worker is none of this host's.</exception>
    public void CrashWorker(WorkerApplication worker) =>
        (
            _workers.Find(one => one.Application == worker)
            ?? throw new ArgumentException("The worker was not started by this host.", nameof(worker))
        ).Crash();

    /// <summary>
    /// Says which worker, one that runs once, stands for the containers that <c>ecs:runTask</c> starts for a family of task definitions. The task's
    /// environment is the worker's configuration, SIGTERM is a stop, and its exit code is the container's.
    /// </summary>
    /// <param name="family">The family, without a revision.</param>
    /// <param name="configure">Adds the job, as a worker's Program.cs does.</param>
    public void MapWorker(string family, Action<WorkerHostBuilder> configure) =>
        _emulator.MapTask(
            family,
            (task, stopped) =>
            {
                var container = new TestContainer(task, new TestWorker(Clock, Connect, _handler, configure, task.Environment));
                _containers.Enqueue(container);
                return container.RunAsync(stopped);
            }
        );

    /// <summary>Says what <c>ecs:runTask</c> runs for a family of task definitions; see <see cref="AwsEmulator.MapTask"/>.</summary>
    public void MapTask(string family, TaskRunner runner) => _emulator.MapTask(family, runner);

    /// <summary>Stops a worker in good order, in skipped time.</summary>
    public Task StopWorkerAsync(WorkerApplication worker, CancellationToken cancellationToken = default) =>
        Clock.RunUntilAsync(worker.StopAsync(cancellationToken), cancellationToken);

    /// <summary>Starts an execution and skips time until it has ended.</summary>
    /// <param name="stateMachineArn">The state machine's ARN.</param>
    /// <param name="input">The input: JSON text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ClockStalledException">The execution cannot end: see the message.</exception>
    public async Task<ExecutionDescription> RunAsync(
        string stateMachineArn,
        string input = "{}",
        CancellationToken cancellationToken = default
    )
    {
        var execution = await StartAsync(stateMachineArn, input, cancellationToken);
        return await WaitAsync(execution, cancellationToken);
    }

    /// <summary>Starts an execution and returns its ARN. Time stands still until it is waited for.</summary>
    public async Task<string> StartAsync(string stateMachineArn, string input = "{}", CancellationToken cancellationToken = default)
    {
        var request = new StartExecutionRequest { StateMachineArn = stateMachineArn, Input = input };
        return (await StepFunctions.StartExecutionAsync(request, cancellationToken)).ExecutionArn;
    }

    /// <summary>Skips time until the execution has ended.</summary>
    /// <inheritdoc cref="RunAsync" path="/exception"/>
    public async Task<ExecutionDescription> WaitAsync(string executionArn, CancellationToken cancellationToken = default)
    {
        ExecutionDescription? last = null;
        await Clock.RunUntilAsync(
            () =>
            {
                // The requests are answered in this process and at once, so that nothing is blocked here.
                var asked = StepFunctions.DescribeExecutionAsync(
                    new DescribeExecutionRequest { ExecutionArn = executionArn },
                    cancellationToken
                );
                last = asked.GetAwaiter().GetResult();
                return last.Status is not ("RUNNING" or "PENDING_REDRIVE");
            },
            cancellationToken
        );
        return last!;
    }

    /// <summary>Reads the whole history of an execution.</summary>
    public async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string executionArn, CancellationToken cancellationToken = default)
    {
        var events = new List<HistoryEvent>();
        string? next = null;
        do
        {
            var request = new GetExecutionHistoryRequest
            {
                ExecutionArn = executionArn,
                MaxResults = 1000,
                NextToken = next,
            };
            var page = await StepFunctions.GetExecutionHistoryAsync(request, cancellationToken);
            events.AddRange(page.Events);
            next = page.NextToken;
        } while (next is not null);
        return events;
    }

    /// <summary>Stops the workers in skipped time, then the emulator.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers.Where(worker => !worker.HasCrashed))
        {
            await StopWorkerAsync(worker.Application);
            await worker.Application.DisposeAsync();
        }

        await _emulator.DisposeAsync();
        _clients.Dispose();
        _handler.Dispose();
    }

    private static AwsClients Connect(HttpMessageHandler handler, TimeProvider time) =>
        AwsClients.Create(
            new AwsClientOptions
            {
                Region = "us-east-1",
                Credentials = new BasicAWSCredentials("test", "test"),
                ServiceUrl = "http://localhost:4566",
                HttpMessageHandler = handler,
                TimeProvider = time,
            }
        );
}
